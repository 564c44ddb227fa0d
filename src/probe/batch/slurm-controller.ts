import type { BatchJob } from "../../model/facts/batch.ts";
import { parseScontrolJob, type ScontrolJob } from "../../parse/batch/scontrol.ts";
import { parseSqueue, squeueFormat } from "../../parse/batch/squeue.ts";
import { type Answer, ask } from "./ask.ts";
import type { Slot } from "./slot.ts";
import { directories } from "./slurm-directories.ts";
import { readTimes, type Told } from "./slurm-end.ts";

export interface ControllerAnswer {
  readonly told: Told | null;
  readonly job: ScontrolJob | null;
  /** The controller says that there is no such job (any more). */
  readonly denied: boolean;
}

/** What a job is asked for by; the plain id of an array's last element means the whole array. */
export const askedId = (jobId: string, array: BatchJob["array"]): string =>
  array === null ? jobId : `${array.jobId}_${array.index}`;

/** One command, and no other when it fails: null. */
export async function askSqueueOnly(slot: Slot, id: string): Promise<Told | null> {
  const { told } = await squeue(slot, id);
  return told;
}

async function squeue(slot: Slot, id: string): Promise<{ readonly told: Told | null; readonly answer: Answer }> {
  const answer = await ask(slot.host, ["squeue", "-h", "-j", id, "-o", squeueFormat], directories);
  const parsed = answer.ok ? parseSqueue(answer.text) : null;
  if (parsed?.ok === true) return { told: readTimes(slot, "squeue", parsed.value), answer };
  note(slot, "squeue", answer, parsed);
  return { told: null, answer };
}

export async function askSqueue(slot: Slot, id: string): Promise<ControllerAnswer> {
  const { told, answer } = await squeue(slot, id);
  if (told !== null) return { told, job: null, denied: false };
  // A controller that did not answer squeue lets scontrol wait twice as long.
  const again = answer.ok || !/unable to contact|timed? ?out|invalid job id/iu.test(answer.stderr);
  if (again && !(answer.ok ? false : answer.late)) return askScontrol(slot, id);
  return { told: null, job: null, denied: denies(answer) };
}

/** Asks for everything that the controller knows of the job, also its share of each node. */
export async function askScontrol(slot: Slot, id: string): Promise<ControllerAnswer> {
  const answer = await ask(slot.host, ["scontrol", "-d", "show", "job", id], directories);
  const parsed = answer.ok ? parseScontrolJob(answer.text) : null;
  if (parsed?.ok === true)
    return { told: readTimes(slot, "scontrol", [parsed.value.times]), job: parsed.value, denied: false };
  note(slot, "scontrol", answer, parsed);
  return { told: null, job: null, denied: denies(answer) };
}

const denies = (answer: Answer): boolean => !answer.ok && /invalid job id/iu.test(answer.stderr);

function note(
  slot: Slot,
  what: string,
  answer: Answer,
  parsed: { readonly ok: false; readonly error: string } | null,
): void {
  if (!answer.ok) slot.unknown.push({ what, why: answer.why });
  else if (parsed !== null) slot.unknown.push({ what, why: parsed.error });
}
