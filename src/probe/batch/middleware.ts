import type { BatchFacts } from "../../model/facts/batch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "../../parse/batch/quoted.ts";
import type { Slot } from "./slot.ts";

/** Ids are URLs; a password in one would not be an id. */
const parseGridId = (text: string): Result<string, string> =>
  /^[a-z]{1,16}:\/\/[A-Za-z0-9._~:/?#[\]()+,;=%-]{1,1024}$/u.test(text)
    ? ok(text)
    : err(`expected a job's URL, found ${quoted(text)}`);

/** The grid's layer above the batch system, which brings the job's wrapper and no limits of its own. */
export function probeMiddleware({ variables }: Slot): BatchFacts["middleware"] {
  const arc = variables.read("GRID_GLOBAL_JOBID", parseGridId);
  const cream = variables.read("CREAM_JOBID", parseGridId);
  return [
    ...(arc === null ? [] : [{ name: "arc" as const, jobId: arc }]),
    ...(cream === null ? [] : [{ name: "cream" as const, jobId: cream }]),
  ];
}
