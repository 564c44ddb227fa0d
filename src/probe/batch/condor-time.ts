import type { BatchJob } from "../../model/facts/batch.ts";
import { epochSeconds } from "../../model/units.ts";
import { type JobAttribute, type MachineAttribute, numberIn } from "../../parse/batch/slot-ads.ts";
import type { ReadValue } from "../../parse/classad/literal.ts";
import { endAfter, type JobStart, processStart } from "./ancestry.ts";
import type { SlotAd } from "./condor-ads.ts";
import { daemons } from "./daemons.ts";
import type { Slot } from "./slot.ts";

/** The last is HTCondor-CE's, in minutes. */
const limits: readonly { readonly name: JobAttribute; readonly unit: number; readonly ofExecution: boolean }[] = [
  { name: "AllowedJobDuration", unit: 1, ofExecution: false },
  { name: "AllowedExecuteDuration", unit: 1, ofExecution: true },
  { name: "BatchRuntime", unit: 1, ofExecution: false },
  { name: "maxWallTime", unit: 60, ofExecution: false },
];

const duration = (value: ReadValue): ReturnType<typeof numberIn> => numberIn(value, 1, 3_153_600_000);
const instant = (value: ReadValue): ReturnType<typeof numberIn> => numberIn(value, 946_684_800, 4_102_444_800);

/** Every limit that the ads state; what the schedd's own policy adds is not in them. */
export function condorTimes(
  slot: Slot,
  job: SlotAd<JobAttribute>,
  machine: SlotAd<MachineAttribute>,
): Pick<BatchJob, "startAt" | "startFrom" | "ends"> {
  const start = past(slot, job, "JobCurrentStartDate") ?? processStart(slot, daemons.htcondor);
  const execution = past(slot, job, "JobCurrentStartExecutingDate");
  // In the ad of a job that is run again this is still the earlier run's.
  const current = execution !== null && (start === null || execution.at >= start.at) ? execution : start;
  const ends = limits.flatMap(({ name, unit, ofExecution }) => {
    const limit = job.first([name], duration);
    return limit === null ? [] : [endAfter(slot.now, ofExecution ? current : start, limit.value * unit, limit.from)];
  });
  const outer = machine.first(["GLIDEIN_ToDie"], instant);
  return {
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    ends: outer === null ? ends : [...ends, { at: Math.floor(outer.value), from: outer.from }],
  };
}

function past(slot: Slot, job: SlotAd<JobAttribute>, name: JobAttribute): JobStart | null {
  const found = job.first([name], instant);
  if (found === null) return null;
  if (found.value > slot.now) {
    slot.unknown.push({ what: found.from, why: `it is ${Math.ceil(found.value - slot.now)} s ahead of our clock` });
    return null;
  }
  return { at: epochSeconds(Math.floor(found.value)), from: found.from };
}
