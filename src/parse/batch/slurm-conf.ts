import { type Seconds, seconds } from "../../model/units.ts";

/** What of Slurm's configuration says how a job ends. */
export interface SlurmEnding {
  /** From the time limit's or scancel's SIGTERM to SIGKILL; null: not said. */
  readonly killWait: Seconds | null;
  /** GraceTime of the partition: from a pre-empting SIGTERM to the end; null: not said. */
  readonly graceTime: Seconds | null;
  /** Whether something was left to another file. */
  readonly includes: boolean;
}

/** Slurm's own least. */
const shortestKillWait = 5;
export const usualKillWait = seconds(30);

/** `slurm.conf`: `Key=Value`, partitions a line each, `PartitionName=DEFAULT` for those that follow; `#` begins a comment. */
export function parseSlurmConf(text: string, partition: string | null): SlurmEnding {
  let killWait: Seconds | null = null;
  let usual: Seconds | null = null;
  let graceTime: Seconds | null = null;
  let includes = false;
  for (const line of text.replaceAll(/\\\r?\n/gu, " ").split(/\r?\n/u)) {
    const words = wordsOf(line.replace(/(?<!\\)#.*$/u, ""));
    if (/^\s*include\s/iu.test(line)) includes = true;
    killWait = numberIn(words, "killwait") ?? killWait;
    const name = words.get("partitionname");
    const grace = numberIn(words, "gracetime");
    if (name?.toUpperCase() === "DEFAULT") usual = grace ?? usual;
    else if (name !== undefined && partition !== null && name === partition) graceTime = grace ?? usual;
  }
  return { killWait: atLeast(killWait), graceTime, includes };
}

/** `scontrol show config`: `KillWait                = 30 sec`. */
export function parseShownConfig(text: string): Seconds | null {
  const shown = /^KillWait\s*=\s*([0-9]{1,6})(?: sec)?\s*$/mu.exec(text)?.[1];
  return atLeast(shown === undefined ? null : seconds(Number(shown)));
}

const wordsOf = (line: string): ReadonlyMap<string, string> =>
  new Map(
    [...line.matchAll(/(?:^|\s)([A-Za-z]{1,64})\s*=\s*(\S{1,4096})/gu)].map(
      ([, key = "", value = ""]) => [key.toLowerCase(), value] as const,
    ),
  );

function numberIn(words: ReadonlyMap<string, string>, key: string): Seconds | null {
  const text = words.get(key) ?? "";
  return /^[0-9]{1,6}$/u.test(text) ? seconds(Number(text)) : null;
}

const atLeast = (killWait: Seconds | null): Seconds | null =>
  killWait === null ? null : seconds(Math.max(shortestKillWait, killWait));
