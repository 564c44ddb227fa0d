import { err, ok, type Result } from "../../model/result.ts";
import type { EpochSeconds } from "../../model/units.ts";
import { parseIsoTime } from "./civil-time.ts";
import { quoted } from "./quoted.ts";
import { parseSlurmDuration, type SlurmDuration } from "./slurm-duration.ts";

/** Times of one job as the Slurm controller knows them; each field stands alone. */
export interface SlurmTimes {
  readonly end: Result<EpochSeconds | "none", string>;
  readonly left: Result<SlurmDuration, string>;
  readonly limit: Result<SlurmDuration, string>;
  readonly start: Result<EpochSeconds | "none", string>;
}

/** What `squeue -h -o` is asked for; `%L` with our own clock needs no time zone. */
export const squeueFormat = "%e|%L|%l|%S";

/** Output of `squeue -h -j ID -o '%e|%L|%l|%S'`: one line a job or component, at least one. */
export function parseSqueue(text: string): Result<readonly [SlurmTimes, ...SlurmTimes[]], string> {
  const [first, ...more] = text.split("\n").flatMap((line) => {
    const fields = line.trim().split("|");
    return fields.length === 4 ? [fields.map((field) => field.trim())] : [];
  });
  if (first === undefined) return err(`expected END|LEFT|LIMIT|START, found ${quoted(text.trim())}`);
  return ok([timesOf(first), ...more.map(timesOf)]);
}

const timesOf = ([end = "", left = "", limit = "", start = ""]: readonly string[]): SlurmTimes => ({
  end: parseSlurmTime(end),
  left: parseSlurmDuration(left),
  limit: parseSlurmDuration(limit),
  start: parseSlurmTime(start),
});

/** An instant, or one of the words for "there is none". */
export const parseSlurmTime = (text: string): Result<EpochSeconds | "none", string> =>
  /^(?:NONE|N\/A|Unknown)$/iu.test(text) ? ok("none") : parseIsoTime(text);
