import type { EndReason } from "../model/event.ts";
import { failure } from "../model/failure.ts";
import type { State } from "./supervision.ts";

/** How a process ended: an exit status, or the number of the signal. */
export type ProcessEnd = { readonly status: number } | { readonly signal: number };

/** `lost`: its keeper ended without a word about it, and what was left of it was killed. */
export type MasterExit = ProcessEnd | { readonly lost: string };

export interface CondorEnd {
  readonly exit: MasterExit;
  /** How the startd ended last, as the master wrote it down; null when it did not. */
  readonly startd: ProcessEnd | null;
}

/** HTCondor's 99 is its own wish to end for good, 0 its answer to a signal or an idle limit. */
export const isOrderly = (end: MasterExit): boolean => "status" in end && (end.status === 0 || end.status === 99);

/** The master starts no other daemon after this status. */
export const endedForGood = (end: ProcessEnd): boolean => "status" in end && end.status === 99;

/** Why it is over, now that the master has ended. A wish of ours that it followed stays the reason. */
export function reasonOfEnd(state: Exclude<State, { kind: "stopped" }>, { exit, startd }: CondorEnd): EndReason {
  if (state.kind === "stopping") return state.reason;
  // Without a startd the master ends, too, and in order. One that never had slots did not end for want of jobs.
  if (startd !== null && (!isOrderly(startd) || state.kind === "starting"))
    return died("condor_startd", startd, state.kind);
  if (isOrderly(exit) && state.kind === "draining") return state.reason;
  if (isOrderly(exit) && state.kind === "running") return { kind: "idle" };
  return died("condor_master", exit, state.kind);
}

function died(subject: string, exit: MasterExit, state: State["kind"]): EndReason {
  const before = state === "starting" ? " before the slot's ad was in the collector" : "";
  return {
    kind: "failed",
    failure: failure(
      "STARTD_DIED",
      subject,
      `${describeEnd(exit)}${before}`,
      isOrderly(exit) && state === "starting"
        ? "It found no reason to go on, such as its idle limit (GLIDEIN_Max_Idle), or somebody shut it down; StartLog, whose last lines are in the report, says which, and why the collector took no ad of it."
        : "Read MasterLog and StartLog, whose last lines are in the report.",
    ),
  };
}

function describeEnd(exit: MasterExit): string {
  if ("lost" in exit) return `was killed, because ${exit.lost}`;
  return `ended by itself with ${"status" in exit ? `exit status ${exit.status}` : `signal ${exit.signal}`}`;
}
