import type { EndReason } from "../model/event.ts";
import type { EpochSeconds, Seconds } from "../model/units.ts";
import { after, seconds } from "../model/units.ts";
import { type CondorEnd, endedForGood, type ProcessEnd, reasonOfEnd } from "./end-reason.ts";
import { fastAt, least } from "./grace.ts";
import type { StopWish } from "./signal-meaning.ts";

/** Deadlines that the plan sets; all waits of the machine end by one of them. */
export interface SupervisionPlan {
  /** The slot's ad must be in the collector within this time. */
  readonly readyTimeout: Seconds;
  /** When no new jobs are accepted any more. */
  readonly retireAt: EpochSeconds;
  /** When running jobs are told to stop. */
  readonly dieAt: EpochSeconds;
  /** Without a job for this long from the start on, or after a job, it ends. */
  readonly maxIdle: Seconds;
  readonly maxTail: Seconds;
  /** At the die time: how long jobs may take to end by themselves. */
  readonly gracefulAtDie: Seconds;
  /** On a stop signal: time until everything must be gone, as the batch system gives it. */
  readonly stopTimeout: Seconds;
  /** How long a fast shutdown may take before everything is killed. */
  readonly fastTimeout: Seconds;
  readonly winner: string;
}

/**
 * The life of HTCondor under us. Each state holds exactly what is valid in it.
 *
 *                           ┌──drain, retire time──► draining ──┐
 *   starting ──ready──► running ◄──retires later─────────┘        │ no job left
 *      │                   │ idle                                 │
 *      └──stop, die time, never ready, startd gone────────────────┴─► stopping graceful ─► fast ─► kill
 *                     master gone, in any state ───────────────────────────────────────────────────► stopped
 */
export type State =
  | { readonly kind: "starting"; readonly since: EpochSeconds }
  | ({ readonly kind: "running"; readonly since: EpochSeconds } & Work)
  | ({ readonly kind: "draining"; readonly since: EpochSeconds; readonly reason: EndReason } & Work)
  | {
      readonly kind: "stopping";
      readonly how: "graceful" | "fast" | "kill";
      readonly reason: EndReason;
      /** When the next harder step is taken. */
      readonly deadline: EpochSeconds;
      /** When everything must be gone. */
      readonly end: EpochSeconds;
    }
  | { readonly kind: "stopped"; readonly reason: EndReason; readonly ready: boolean };

/** What is known of the jobs. */
export interface Work {
  /** When the slots were ready for the first job. */
  readonly readyAt: EpochSeconds;
  /** Since when no job runs; null: one does, or nobody could tell yet. */
  readonly quietSince: EpochSeconds | null;
  /** Whether a job ran at all. */
  readonly served: boolean;
}

export type SupervisionEvent =
  | { readonly kind: "ready"; readonly now: EpochSeconds }
  | ({ readonly kind: "master-exited"; readonly now: EpochSeconds } & CondorEnd)
  /** Time has passed, or the plan is another one than before. */
  | { readonly kind: "tick"; readonly now: EpochSeconds }
  /** How many jobs run now, and when the last one came or went; null: that is not known. */
  | {
      readonly kind: "jobs";
      readonly now: EpochSeconds;
      readonly running: number;
      readonly lastChange: EpochSeconds | null;
    }
  /**
   * The master has no startd, since then; `startd` is how it ended. While it starts: since its first end, although there
   * may have been others in between.
   */
  | {
      readonly kind: "startd-gone";
      readonly now: EpochSeconds;
      readonly since: EpochSeconds;
      readonly startd: ProcessEnd | null;
    }
  | ({ readonly kind: "stop"; readonly now: EpochSeconds; readonly reason: EndReason } & StopWish)
  | { readonly kind: "drain"; readonly now: EpochSeconds; readonly reason: EndReason }
  | { readonly kind: "failed"; readonly now: EpochSeconds; readonly reason: EndReason };

export type Action =
  /** No new jobs; those that run go on. */
  | { readonly kind: "stop-accepting"; readonly reason: EndReason }
  | { readonly kind: "accept-again"; readonly until: EpochSeconds }
  /** Jobs are told to stop now rather than at the end of their retirement. */
  | { readonly kind: "end-retirement" }
  | { readonly kind: "signal"; readonly signal: "SIGTERM" | "SIGQUIT" }
  | { readonly kind: "kill-everything" };

export const initialState = (now: EpochSeconds): State => ({ kind: "starting", since: now });

type Step = readonly [State, readonly Action[]];
const stay = (state: State): Step => [state, []];

/** A slot between two jobs of one claim is empty for a moment; a draining glidein waits this long before it believes it. */
const settleTime = 10;
/** A startd that crashed, or that the pool restarts, is back by then. */
const restartTime = 20;

/** The whole policy of supervision; pure. Whoever calls it holds the timers, pids and pipes. */
export function step(state: State, event: SupervisionEvent, plan: SupervisionPlan): Step {
  if (state.kind === "stopped") return stay(state);
  switch (event.kind) {
    case "master-exited":
      return [{ kind: "stopped", reason: reasonOfEnd(state, event), ready: state.kind !== "starting" }, []];
    case "ready":
      return state.kind === "starting"
        ? [{ kind: "running", since: event.now, readyAt: event.now, quietSince: null, served: false }, []]
        : stay(state);
    case "drain":
      // Before there are slots there is nothing to drain.
      return state.kind === "starting"
        ? stop(event.now, false, event.reason, plan.stopTimeout, plan)
        : state.kind === "running"
          ? drain(state, event.now, event.reason)
          : stay(state);
    case "jobs":
      return onJobs(state, event, plan);
    case "failed":
      return state.kind === "stopping" ? stay(state) : stop(event.now, true, event.reason, plan.fastTimeout, plan);
    case "startd-gone":
      return onStartdGone(state, event, plan);
    case "stop":
      return onStop(state, event, plan);
    case "tick":
      return onTick(state, event.now, plan);
    default:
      return event satisfies never;
  }
}

function onStop(state: State, event: Extract<SupervisionEvent, { kind: "stop" }>, plan: SupervisionPlan): Step {
  const within = event.within ?? plan.stopTimeout;
  if (state.kind !== "stopping") return stop(event.now, event.fast, event.reason, within, plan);
  // A second, harder wish shortens what is under way; it never lengthens it.
  if (state.how === "graceful" && event.fast) return escalate(state, event.now, plan);
  const end = least(state.end, after(event.now, within));
  if (state.how === "graceful" && end < state.end) {
    return [
      { ...state, end, deadline: least(state.deadline, fastAt(event.now, end, plan)) },
      [{ kind: "end-retirement" }],
    ];
  }
  return stay(state);
}

function onTick(state: State, now: EpochSeconds, plan: SupervisionPlan): Step {
  if (state.kind === "stopped") return stay(state);
  if (state.kind === "stopping") return now >= state.deadline ? escalate(state, now, plan) : stay(state);
  if (now >= plan.dieAt) return die(state, now, plan);
  if (state.kind === "running") {
    if (now >= plan.retireAt) return drain(state, now, { kind: "retired", winner: plan.winner });
    const allowed = state.served ? plan.maxTail : plan.maxIdle;
    return state.quietSince !== null && now - state.quietSince > allowed
      ? stop(now, false, { kind: "idle" }, plan.stopTimeout, plan)
      : stay(state);
  }
  if (state.kind === "draining") {
    if (state.reason.kind === "retired" && now < plan.retireAt) {
      const { readyAt, quietSince, served } = state;
      return [
        { kind: "running", since: now, readyAt, quietSince, served },
        [{ kind: "accept-again", until: plan.retireAt }],
      ];
    }
    return state.quietSince !== null && now - state.quietSince >= settleTime
      ? stop(now, false, state.reason, plan.stopTimeout, plan)
      : stay(state);
  }
  return stay(state);
}

function onJobs(
  state: State,
  { now, running, lastChange }: Extract<SupervisionEvent, { kind: "jobs" }>,
  plan: SupervisionPlan,
): Step {
  if (state.kind !== "running" && state.kind !== "draining") return stay(state);
  // A job that came and went between two looks was there all the same.
  const changed = lastChange !== null && lastChange > state.readyAt && lastChange <= now ? lastChange : null;
  const quiet = state.quietSince ?? changed ?? (state.served ? now : state.readyAt);
  const quietSince = running > 0 ? null : changed === null || quiet > changed ? quiet : changed;
  return onTick({ ...state, quietSince, served: state.served || running > 0 || changed !== null }, now, plan);
}

/** The pool's `condor_off` ends the startd and leaves the master, which would wait for ever. */
function onStartdGone(
  state: State,
  { now, since, startd }: Extract<SupervisionEvent, { kind: "startd-gone" }>,
  plan: SupervisionPlan,
): Step {
  if (state.kind === "starting" && startd !== null && (now - since >= restartTime || endedForGood(startd)))
    return stop(now, true, reasonOfEnd(state, { exit: { status: 0 }, startd }), plan.fastTimeout, plan);
  if ((state.kind !== "running" && state.kind !== "draining") || now - since < restartTime) return stay(state);
  return stop(now, false, reasonOfEnd(state, { exit: { status: 0 }, startd }), plan.stopTimeout, plan);
}

function drain(state: Extract<State, { kind: "running" }>, now: EpochSeconds, reason: EndReason): Step {
  const { readyAt, quietSince, served } = state;
  return [{ kind: "draining", since: now, reason, readyAt, quietSince, served }, [{ kind: "stop-accepting", reason }]];
}

/** Jobs may end by themselves for the graceful time; then they are stopped. */
function die(state: State, now: EpochSeconds, plan: SupervisionPlan): Step {
  const drained = state.kind === "draining" && state.reason.kind !== "retired";
  const reason: EndReason = drained ? state.reason : { kind: "die-time", winner: plan.winner };
  const end = after(now, seconds(plan.gracefulAtDie + plan.fastTimeout));
  return [
    { kind: "stopping", how: "graceful", reason, deadline: after(now, plan.gracefulAtDie), end },
    [
      { kind: "stop-accepting", reason },
      { kind: "signal", signal: "SIGTERM" },
    ],
  ];
}

function stop(now: EpochSeconds, fast: boolean, reason: EndReason, within: Seconds, plan: SupervisionPlan): Step {
  const end = after(now, within);
  if (fast)
    return [{ kind: "stopping", how: "fast", reason, deadline: end, end }, [{ kind: "signal", signal: "SIGQUIT" }]];
  return [
    { kind: "stopping", how: "graceful", reason, deadline: fastAt(now, end, plan), end },
    [{ kind: "stop-accepting", reason }, { kind: "end-retirement" }, { kind: "signal", signal: "SIGTERM" }],
  ];
}

function escalate(state: Extract<State, { kind: "stopping" }>, now: EpochSeconds, plan: SupervisionPlan): Step {
  switch (state.how) {
    case "graceful": {
      const deadline = least(state.end, after(now, plan.fastTimeout));
      return [
        { ...state, how: "fast", deadline: deadline > now ? deadline : after(now, plan.fastTimeout) },
        [{ kind: "signal", signal: "SIGQUIT" }],
      ];
    }
    case "fast":
    case "kill":
      // Repeated until the master is gone: what cannot be killed now may be a moment later.
      return [{ ...state, how: "kill", deadline: after(now, seconds(2)) }, [{ kind: "kill-everything" }]];
    default:
      return state.how satisfies never;
  }
}
