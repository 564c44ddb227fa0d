import type { Host } from "../../host/host.ts";
import type { CvmfsHealth, Facts } from "../../model/facts.ts";
import { parseCvmfsCounters } from "../../parse/site/cvmfs-counters.ts";
import { commandEnvironment } from "../machine/command-environment.ts";

const askMs = 5000;
/** Attributes that the client shows on any path of a repository; one program asks for all of them. */
const script =
  'for n in nioerr timestamp_last_ioerr usedfd maxfd expires; do v=$(attr -q -g "$n" "$1" 2>/dev/null || getfattr --only-values -n "user.$n" "$1" 2>/dev/null) && echo "$n=$v"; done; true';

/** What the client of each repository that works says about itself. */
export async function probeCvmfsHealth(host: Host, cvmfs: Facts["cvmfs"]): Promise<Facts["cvmfs"]> {
  const repositories = await Promise.all(
    cvmfs.repositories.map(async (one) =>
      one.mounted === true ? { ...one, health: await healthOf(host, `/cvmfs/${one.name}`) } : one,
    ),
  );
  return { ...cvmfs, repositories };
}

async function healthOf(host: Host, path: string): Promise<CvmfsHealth | null> {
  const argv = ["sh", "-c", script, "sh", path] as const;
  const [answer, cache] = await Promise.all([
    host.command({ argv, env: commandEnvironment(host), timeoutMs: askMs, maxBytes: 4096 }),
    // The client answers for its cache when it is asked for the size of its file system.
    host.statfs(path),
  ]);
  const said = answer.ok && !answer.value.timedOut ? answer.value.stdout : "";
  if (said === "" && !cache.ok) return null;
  return { ...parseCvmfsCounters(said), cacheMiB: cache.ok && cache.value.totalMiB > 0 ? cache.value.totalMiB : null };
}
