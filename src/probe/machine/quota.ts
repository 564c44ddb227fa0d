import type { CommandRequest, Host } from "../../host/host.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { parseQuotaReport, type QuotaRow } from "../../parse/quota.ts";
import { commandEnvironment } from "./command-environment.ts";

/** A quota server that is down must not hold us up. */
const askMs = 5000;

/**
 * Our quota on one file system; null when there is none, or nobody to ask. Local file systems say in their options
 * whether quotas are on; only network ones have to be asked.
 */
export async function probeQuota(host: Host, mount: Mount, uid: number | null): Promise<QuotaRow | null> {
  const argv = question(mount, uid);
  if (argv === null) return null;
  const answer = await host.command({ argv, env: commandEnvironment(host), timeoutMs: askMs });
  // quota(1) ends with status 1 when we are over a limit, and has told us all the same.
  if (!answer.ok || answer.value.timedOut) return null;
  const rows = parseQuotaReport(answer.value.stdout);
  return rows.find(({ filesystem }) => filesystem === mount.source || filesystem === mount.point) ?? null;
}

function question({ type, point, superOptions }: Mount, uid: number | null): CommandRequest["argv"] | null {
  if (type === "lustre") return uid === null ? null : ["lfs", "quota", "-q", "-u", String(uid), point];
  const switchedOn = superOptions.some((option) => /^(?:quota|usrquota|uquota|usrjquota(?:=.*)?)$/u.test(option));
  return switchedOn || type === "nfs" || type === "nfs4" ? ["quota", "-w", "-p", "-u", "-f", point] : null;
}
