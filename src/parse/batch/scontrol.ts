import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytes, seconds } from "../../model/units.ts";
import { parseHostList } from "./host-list.ts";
import { quoted } from "./quoted.ts";
import { parseSlurmDuration, type SlurmDuration } from "./slurm-duration.ts";
import { parseSlurmTime, type SlurmTimes } from "./squeue.ts";

/** What a job has on each of some nodes. */
export interface NodeShare {
  readonly hosts: readonly string[];
  readonly cpus: number;
  /** 0: Slurm does not limit it. */
  readonly memoryMiB: Mebibytes;
  readonly gpus: number | null;
}

export interface ScontrolJob {
  readonly times: SlurmTimes;
  /** `Key=Value` words (Partition, Account, NodeList, NumNodes, Restarts, …); values with blanks are not in it. */
  readonly words: ReadonlyMap<string, string>;
  /** With `-d` only. */
  readonly shares: readonly NodeShare[];
}

/** Output of `scontrol [-d] show job ID`. Of a word that comes twice the first counts: the first component's. */
export function parseScontrolJob(text: string): Result<ScontrolJob, string> {
  const words = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/(?:^|\s)([A-Za-z_]{1,32})=(\S{0,4096})/gu))
    if (key !== undefined && value !== undefined && !words.has(key)) words.set(key, value);
  if (!words.has("JobId")) return err(`expected JobId=…, found ${quoted(text.trim())}`);
  const limit = parseSlurmDuration(words.get("TimeLimit") ?? "");
  const times = {
    end: parseSlurmTime(words.get("EndTime") ?? ""),
    left: timeLeft(limit, parseSlurmDuration(words.get("RunTime") ?? "")),
    limit,
    start: parseSlurmTime(words.get("StartTime") ?? ""),
  };
  return ok({ times, words, shares: [...text.matchAll(nodeLine)].flatMap(shareOf) });
}

function timeLeft(
  limit: Result<SlurmDuration, string>,
  ran: Result<SlurmDuration, string>,
): Result<SlurmDuration, string> {
  if (!limit.ok || typeof limit.value === "string") return limit;
  if (!ran.ok) return ran;
  if (typeof ran.value === "string") return err(`expected a RunTime, found ${ran.value}`);
  return limit.value < ran.value ? err("the limit is overrun") : ok(seconds(limit.value - ran.value));
}

const nodeLine = /^ {1,8}Nodes=(\S{1,4096}) CPU_IDs=([0-9,-]{1,4096}) Mem=([0-9]{1,12})(?: GRES=(\S{0,1024}))?/gmu;

function shareOf([, nodes = "", ids = "", memory = "", gres = ""]: readonly (string | undefined)[]): NodeShare[] {
  const hosts = parseHostList(nodes);
  const cpus = ids.split(",").reduce((sum, range) => {
    const [low, high = low] = range.split("-").map(Number);
    return sum + (high ?? Number.NaN) - (low ?? Number.NaN) + 1;
  }, 0);
  if (!hosts.ok || !(cpus > 0)) return [];
  // `gpu:2(IDX:0-1)`, `gpu:a100:2(IDX:0,1)`
  const counts = [...gres.matchAll(/(?:^|,)gpu(?::[A-Za-z0-9_.-]{1,64})?:([0-9]{1,4})(?=[(,]|$)/gu)];
  const gpus = counts.reduce((sum, [, count]) => sum + Number(count), 0);
  return [{ hosts: hosts.value, cpus, memoryMiB: mebibytes(Number(memory)), gpus: counts.length === 0 ? null : gpus }];
}
