import type { BatchJob } from "../../model/facts/batch.ts";
import type { Result } from "../../model/result.ts";
import { type EpochSeconds, epochSeconds } from "../../model/units.ts";
import { parseInstant } from "../../parse/batch/instant.ts";
import type { SlurmTimes } from "../../parse/batch/squeue.ts";
import type { Slot } from "./slot.ts";
import type { SlurmVariables } from "./slurm-variables.ts";

type Times = Pick<BatchJob, "startAt" | "startFrom" | "ends" | "endless">;

/** How Slurm writes "no limit" into its variable. */
const aYear = 365 * 86400;
/** The controller's clock, rounding and the time that asking takes. */
const tolerated = 60;

/** The variables are a snapshot of when the job or step started; only the controller knows what it is now. */
export function slurmTimes(slot: Slot, variables: SlurmVariables, told: Told | null): Times {
  const start = variables.ofNode("SLURM_JOB_START_TIME", parseInstant);
  const end = variables.ofNode("SLURM_JOB_END_TIME", parseInstant);
  const ofVariables = ends(slot, start, end);
  const snapshot = ofVariables.ends[0];
  const now = told?.ends[0];
  const outdated = snapshot !== undefined && snapshot.at <= slot.now && now !== undefined && now.at > slot.now;
  if (snapshot !== undefined && now !== undefined && Math.abs(snapshot.at - now.at) > tolerated)
    slot.disagreements.push({
      what: "SLURM_JOB_END_TIME",
      why: `it says ${snapshot.at}, ${now.from} says ${now.at}; ${outdated ? "the first is over, so the second counts" : "the earlier counts"}`,
    });
  return {
    startAt: start ?? told?.start?.at ?? null,
    startFrom: start === null ? (told?.start?.from ?? null) : "SLURM_JOB_START_TIME",
    ends: [...(outdated ? [] : ofVariables.ends), ...(told?.ends ?? [])],
    endless: ofVariables.endless ?? told?.endless ?? null,
  };
}

function ends(slot: Slot, start: EpochSeconds | null, end: EpochSeconds | null): Pick<Times, "ends" | "endless"> {
  if (end === null) return { ends: [], endless: null };
  if (start !== null && end - start === aYear)
    return { ends: [], endless: "SLURM_JOB_END_TIME is exactly 365 days after SLURM_JOB_START_TIME" };
  if (start !== null && end < start) {
    slot.unknown.push({ what: "SLURM_JOB_END_TIME", why: `it is ${start - end} s before SLURM_JOB_START_TIME` });
    return { ends: [], endless: null };
  }
  return { ends: [{ at: end, from: "SLURM_JOB_END_TIME" }], endless: null };
}

/** What the controller said, as instants; at most one end. */
export interface Told {
  readonly start: { readonly at: EpochSeconds; readonly from: string } | null;
  readonly ends: Times["ends"];
  readonly endless: string | null;
}

/** `command` is the one that was asked: its name goes into the sources. */
export function readTimes(slot: Slot, command: string, rows: readonly SlurmTimes[]): Told {
  const told = rows.map((row) => ({ start: startOf(slot, command, row), ...endOf(slot, command, row) }));
  const all = told.flatMap((each) => each.ends).sort((a, b) => a.at - b.at);
  return {
    start: told.find((each) => each.start !== null)?.start ?? null,
    ends: all.slice(0, 1),
    endless: all.length > 0 ? null : (told.find((each) => each.endless !== null)?.endless ?? null),
  };
}

function endOf(slot: Slot, command: string, row: SlurmTimes): Pick<Told, "ends" | "endless"> {
  const { left, end } = row;
  if (left.ok && left.value === "unlimited") return { ends: [], endless: `${command} UNLIMITED` };
  // Time left and our own clock need no time zone, so they come before the printed end.
  if (left.ok && typeof left.value === "number")
    return { ends: [{ at: epochSeconds(slot.now + left.value), from: `${command} time left` }], endless: null };
  slot.unknown.push({ what: command, why: `time left: ${left.ok ? "it is not set" : left.error}` });
  const printed = end.ok && end.value !== "none" ? [{ at: end.value, from: `${command} end time` }] : [];
  return { ends: printed, endless: null };
}

function startOf(slot: Slot, command: string, row: SlurmTimes): Told["start"] {
  const used = numberOf(row.limit) - numberOf(row.left);
  if (used >= 0) return { at: epochSeconds(slot.now - used), from: `${command} limit less time left` };
  return row.start.ok && row.start.value !== "none" ? { at: row.start.value, from: `${command} start time` } : null;
}

const numberOf = (duration: Result<number | string, string>): number =>
  duration.ok && typeof duration.value === "number" ? duration.value : Number.NaN;
