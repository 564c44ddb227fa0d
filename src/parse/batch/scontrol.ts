import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytes, seconds } from "../../model/units.ts";
import { parseHostList } from "./host-list.ts";
import { quoted } from "./quoted.ts";
import { parseSlurmDuration, type SlurmDuration } from "./slurm-duration.ts";
import { gpusOf, parseSlurmMemory, parseTres } from "./slurm-resources.ts";
import { parseSlurmTime, type SlurmTimes } from "./squeue.ts";
import { parseWholeNumber } from "./whole-number.ts";

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
  /** Of each node with `-d`; without it the whole job's, when it has one node. */
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
  const shares = [...text.matchAll(nodeLine)].flatMap(shareOf);
  return ok({ times, words, shares: shares.length > 0 ? shares : wholeJob(words) });
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

/** The trackable resources are the sum over all nodes, so they say something about a node only when it is alone. */
function wholeJob(words: ReadonlyMap<string, string>): readonly NodeShare[] {
  const hosts = parseHostList(words.get("NodeList") ?? "");
  const tres = parseTres(words.get("AllocTRES") ?? words.get("TRES") ?? "");
  if (!hosts.ok || hosts.value.length !== 1 || !tres.ok) return [];
  const cpus = parseWholeNumber(tres.value.get("cpu") ?? "", 1, 65_536);
  const memory = parseSlurmMemory(tres.value.get("mem") ?? "0");
  if (!cpus.ok || !memory.ok) return [];
  return [{ hosts: hosts.value, cpus: cpus.value, memoryMiB: memory.value, gpus: gpusOf(tres.value) }];
}
