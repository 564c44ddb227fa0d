import type { BatchJob } from "../../model/facts/batch.ts";
import { parseCtime } from "../../parse/batch/civil-time.ts";
import { parsePbsDuration } from "../../parse/batch/pbs-resources.ts";
import { endAfter, processStart } from "./ancestry.ts";
import { daemons } from "./daemons.ts";
import type { QstatAnswer } from "./pbs-server.ts";
import type { Slot } from "./slot.ts";

type Times = Pick<BatchJob, "startAt" | "startFrom" | "ends" | "endless">;

/** OpenPBS has no variable for any time; Torque has the walltime. The start is the server's, else our job shell's. */
export function pbsTimes(slot: Slot, system: "pbs" | "torque", qstat: QstatAnswer): Times {
  const field = system === "pbs" ? "stime" : "start_time";
  const told = qstat.read(field, parseCtime);
  const start =
    told !== null && told <= slot.now ? { at: told, from: `qstat ${field}` } : processStart(slot, daemons.pbs);
  const variable = slot.variables.read("PBS_WALLTIME", parsePbsDuration);
  const walltime = qstat.read("Resource_List.walltime", parsePbsDuration);
  const limits = [
    ...(variable === null ? [] : [{ seconds: variable, from: "PBS_WALLTIME" }]),
    ...(walltime === null ? [] : [{ seconds: walltime, from: "qstat Resource_List.walltime" }]),
  ];
  const unlimited = qstat.attributes !== null && !qstat.attributes.has("Resource_List.walltime") && limits.length === 0;
  return {
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    ends: limits.map((limit) => endAfter(slot.now, start, limit.seconds, limit.from)),
    endless: unlimited ? "qstat has no Resource_List.walltime" : null,
  };
}
