import { readFileSync, statSync } from "node:fs";
import type { Place } from "../../decide/launch/place.ts";
import { Actor } from "../../host/actor.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { parseRankLog } from "../../parse/launch/rank-log.ts";
import { launchMark, rankLog } from "./rank-files.ts";

const logBytes = 1_048_576;
const signals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU"] as const;

/**
 * Signals the glideins of a launch that are on this node, by their process ids in their logs. One that the batch system
 * has told already is not told again: a second stop signal means hurry. The value is 0 also when there is none.
 */
export function signalHere(order: LaunchOrder, place: Place, name: string): number {
  const signal = signals.find((one) => one === name);
  if (signal === undefined) return 64;
  const actor = new Actor();
  for (let local = 0; local < order.perNode; local += 1) {
    const read = actor.readTail(rankLog(order.directory, place.node * order.perNode + local), logBytes);
    const { pid, stopping, ended } = parseRankLog(read.ok ? read.value : "");
    if (pid === null || ended !== null || (stopping && signal === "SIGTERM")) continue;
    if (isOfLaunch(pid, order.directory)) actor.kill(pid, signal);
  }
  return 0;
}

/** Process ids come again: ours has the directory among its arguments or, once it is the warden, in its environment. */
function isOfLaunch(pid: number, directory: string): boolean {
  try {
    if (statSync(`/proc/${pid}`).uid !== process.getuid?.()) return false;
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const env = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return argv.includes(directory) || env.includes(`${launchMark}=${directory}`);
  } catch {
    return false;
  }
}
