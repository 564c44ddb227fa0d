import { join } from "node:path";
import type { JobRecord } from "../apply/report.ts";
import type { Host } from "../host/host.ts";

const maxBytes = 8 * 1048576;

/** Jobs that the startd's own history has, oldest first; one ad each, ended by a line that begins with `***`. */
export async function readJobHistory(host: Host, log: string): Promise<readonly JobRecord[]> {
  const names = await host.list(log);
  const files = (names.ok ? names.value : [])
    .filter((name) => /^startd_history(?:\.[0-9T]+)?$/u.test(name))
    .toSorted((a, b) => b.length - a.length || a.localeCompare(b));
  const texts = await Promise.all(files.map((name) => host.readText(join(log, name), maxBytes)));
  return texts.flatMap((text) => (text.ok ? text.value.split(/^\*\*\*.*$/mu).flatMap((ad) => record(ad) ?? []) : []));
}

function record(ad: string): JobRecord | null {
  const value = (name: string): string | null => new RegExp(`^${name} = (.*)$`, "mu").exec(ad)?.[1] ?? null;
  const number = (name: string): number | null => {
    const text = value(name);
    return text !== null && /^-?[0-9]+$/u.test(text) ? Number(text) : null;
  };
  const cluster = number("ClusterId");
  if (cluster === null) return null;
  return {
    id: `${cluster}.${number("ProcId") ?? 0}`,
    owner: value("Owner")?.replaceAll('"', "") ?? null,
    startedAt: number("JobCurrentStartDate") ?? number("JobStartDate"),
    endedAt: number("CompletionDate") ?? number("EnteredCurrentStatus"),
    exitStatus: number("ExitCode") ?? number("JobExitCode"),
    exitSignal: number("ExitSignal"),
    cpus: number("CpusProvisioned") ?? number("RequestCpus") ?? 1,
  };
}
