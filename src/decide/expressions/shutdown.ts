import { expression, type Knob } from "../condor-config/entry.ts";
import { blackHoleAttribute } from "./black-hole.ts";

/**
 * Seconds since the last job of *any* slot ended, or since the startd began; negative while a job runs. HTCondor
 * computes this time for draining, over all slots, extra and carved ones too, and puts it into every ad. The idle time
 * of a single slot would not do: a partitionable slot is idle while jobs run in the slots carved out of it.
 */
const idle = "(time() - ExpectedMachineGracefulDrainingCompletion)";

/** The completion of a running job may lie a moment behind the clock that the ad is compared with. */
const certainlyIdle = 10;

/**
 * When HTCondor is to end by itself; the glidein's own timers come first. The startd tests this in every ad that it
 * sends and ends if it is true in one of them, so only attributes that are the same in all ads may be used. An
 * attribute that is missing makes a comparison undefined, which is not true.
 */
function shutdownExpression(): string {
  const neverUsed = `(JobStarts == 0) && (${idle} > GLIDEIN_Max_Idle)`;
  const usedBefore = `(JobStarts > 0) && (${idle} > GLIDEIN_Max_Tail)`;
  const noMoreJobs = `(${idle} > ${certainlyIdle}) && ((time() > GLIDEIN_ToRetire) || (${blackHoleAttribute} =?= True))`;
  return `(time() > GLIDEIN_ToDie) || (${neverUsed}) || (${usedBefore}) || (${noMoreJobs})`;
}

/** A startd that ended for good leaves a master that would wait for ever. */
export const shutdownKnobs = (): readonly Knob[] => [
  expression("STARTD.DAEMON_SHUTDOWN", shutdownExpression()),
  expression("MASTER.DAEMON_SHUTDOWN", "STARTD_StartTime =?= 0"),
];
