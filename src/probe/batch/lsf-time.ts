import type { BatchJob } from "../../model/facts/batch.ts";
import type { Result } from "../../model/result.ts";
import { epochSeconds } from "../../model/units.ts";
import { bjobsFormat, type LsfTimes, parseBjobs } from "../../parse/batch/bjobs.ts";
import { parseAbsolutePath } from "../../parse/batch/label.ts";
import { endAfter, type JobStart, processStart } from "./ancestry.ts";
import { ask } from "./ask.ts";
import { daemons } from "./daemons.ts";
import type { Slot } from "./slot.ts";

/** What LSF says; every field that could not be read is null, with a note. */
export interface BjobsAnswer {
  readonly answered: boolean;
  /** LSF says that there is no such job. */
  readonly denied: boolean;
  readonly start: Value<"start">;
  readonly finish: Value<"finish">;
  readonly ran: Value<"ran">;
  readonly left: Value<"left">;
  readonly limit: Value<"limit">;
  readonly memoryMiB: Value<"memory">;
}
type Value<K extends keyof LsfTimes> = Extract<LsfTimes[K], { readonly ok: true }>["value"];

export const unasked: BjobsAnswer = {
  answered: false,
  denied: false,
  start: null,
  finish: null,
  ran: null,
  left: null,
  limit: null,
  memoryMiB: null,
};

/** By default bjobs waits for ever for an LSF that is down. */
export async function askBjobs(slot: Slot, id: string): Promise<BjobsAnswer> {
  const directory = slot.variables.read("LSF_BINDIR", parseAbsolutePath);
  const argv = ["bjobs", "-noheader", "-o", bjobsFormat, id] as const;
  const answer = await ask(slot.host, argv, directory === null ? [] : [directory]);
  if (!answer.ok) {
    slot.unknown.push({ what: "bjobs", why: answer.why });
    return { ...unasked, denied: /is not found/iu.test(answer.stderr) };
  }
  const parsed = parseBjobs(answer.text, slot.now);
  if (!parsed.ok) {
    slot.unknown.push({ what: "bjobs", why: parsed.error });
    return unasked;
  }
  const field = <T>(name: string, value: Result<T | null, string>): T | null => {
    if (!value.ok) slot.unknown.push({ what: `bjobs ${name}`, why: value.error });
    return value.ok ? value.value : null;
  };
  const times = parsed.value;
  return {
    answered: true,
    denied: false,
    start: field("start_time", times.start),
    finish: field("finish_time", times.finish),
    ran: field("run_time", times.ran),
    left: field("time_left", times.left),
    limit: field("runtimelimit", times.limit),
    memoryMiB: field("memlimit", times.memory),
  };
}

/**
 * `time_left` and a limit in our own minutes are both true, the first in whole minutes. A limit that is normalised to
 * another host, and a finish time without its year, are used when nothing better is there. Estimates end nothing.
 */
export function lsfTimes(slot: Slot, told: BjobsAnswer): Pick<BatchJob, "startAt" | "startFrom" | "ends" | "endless"> {
  const start = startOf(slot, told);
  const { left, limit, finish } = told;
  const ends = [
    ...(left === null || left.origin === "estimate"
      ? []
      : [{ at: epochSeconds(slot.now + left.seconds), from: "bjobs time_left" }]),
    ...(limit === null || limit.normalisedTo !== null
      ? []
      : [endAfter(slot.now, start, limit.seconds, "bjobs runtimelimit")]),
  ];
  const limited = finish !== null && finish.origin === "limit";
  if (ends.length === 0 && limited) ends.push({ at: finish.at, from: "bjobs finish_time" });
  if (ends.length === 0 && limit !== null)
    ends.push(endAfter(slot.now, start, limit.seconds, `bjobs runtimelimit, normalised to ${limit.normalisedTo}`));
  return {
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    ends,
    endless: told.answered && ends.length === 0 ? "bjobs shows no run limit" : null,
  };
}

function startOf(slot: Slot, told: BjobsAnswer): JobStart | null {
  if (told.ran !== null) return { at: epochSeconds(slot.now - told.ran), from: "bjobs run_time" };
  if (told.start !== null && told.start <= slot.now) return { at: told.start, from: "bjobs start_time" };
  return processStart(slot, daemons.lsf);
}
