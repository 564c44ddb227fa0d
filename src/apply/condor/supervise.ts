import { isOrderly, type MasterExit, type ProcessEnd } from "../../decide/end-reason.ts";
import type { SignalMeaning } from "../../decide/signal-meaning.ts";
import {
  initialState,
  type State,
  type SupervisionEvent,
  type SupervisionPlan,
  step,
} from "../../decide/supervision.ts";
import type { Emit, EndReason } from "../../model/event.ts";
import { type EpochSeconds, epochSeconds } from "../../model/units.ts";
import type { Work } from "./count-jobs.ts";
import type { Master } from "./master.ts";
import { announce, type Performance, perform } from "./perform.ts";

export interface SuperviseRequest {
  readonly master: Master;
  /** The plan as it is now; it moves when a credential is renewed or a shutdown is announced. */
  readonly plan: () => SupervisionPlan;
  /** What runs; null when that cannot be told. */
  readonly countJobs: () => Promise<Work | null>;
  /** What somebody on the node asks for. */
  readonly requests: () => Promise<readonly SupervisionEvent[]>;
  /** Looks at what may have changed and moves the plan. */
  readonly lookAgain: () => Promise<void>;
  readonly lookAgainMs: number;
  readonly now: () => EpochSeconds;
  readonly emit: Emit;
  readonly configure: Performance["configure"];
  /** Resolves when the slots are in the collector, or with the reason why they are not. */
  readonly ready: (signal: AbortSignal) => Promise<{ readonly slots: readonly string[] } | EndReason>;
  /** What a signal says, by the batch system that sends it. */
  readonly meaningOf: (signal: string) => SignalMeaning;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  readonly stop: AbortSignal;
  /** How the startd ended last, as the master wrote it down. */
  readonly startdEnd: () => ProcessEnd | null;
  /** Gives everything to the warden once jobs may come; it returns only where that is not possible. */
  readonly handOver: (current: () => State) => Promise<void>;
}

export interface SupervisionOutcome {
  readonly reason: EndReason;
  /** Whether HTCondor ended by itself after an orderly shutdown, so that its ads are gone. */
  readonly orderly: boolean;
  readonly ready: boolean;
}

const longestSleepMs = 60_000;
const shortestWatchMs = 1000;
const startingWatchMs = 2000;
const longestWatchMs = 15_000;

/** Holds the timers, the pids and the pipes; every decision is `step`'s. */
export async function supervise(request: SuperviseRequest): Promise<SupervisionOutcome> {
  const { master, emit } = request;
  const now = steadyClock(request.now);
  const started = now();
  const waiting = new AbortController();
  const { promise: ended, resolve: end } = Promise.withResolvers<EndReason>();
  let state: State = initialState(started);
  let killed = false;
  let startd: ProcessEnd | null = null;
  let timer: NodeJS.Timeout | undefined;

  const dispatch = (event: SupervisionEvent): void => {
    const before = state;
    const [next, actions] = step(state, event, request.plan());
    state = next;
    announce(before, next, emit);
    if (next.kind !== "starting") waiting.abort();
    for (const { signal, afterMs } of perform(actions, request)) {
      killed ||= signal === "SIGUSR1";
      if (afterMs === 0) master.signal(signal);
      else setTimeout(() => master.signal(signal), afterMs);
    }
    if (next.kind === "stopped") end(next.reason);
    else schedule();
  };
  const schedule = (): void => {
    clearTimeout(timer);
    const at = nextDeadline(state, request.plan());
    const wait = at === null ? longestSleepMs : (at - now()) * 1000;
    // Woken at least once a minute, because a suspended node's timers do not see the time that passed.
    timer = setTimeout(() => dispatch({ kind: "tick", now: now() }), Math.min(Math.max(wait, 50), longestSleepMs));
  };

  const onStop = (signal: string): void => {
    const meaning = request.meaningOf(signal);
    if (meaning.kind === "nothing") return;
    emit({ event: "signal", signal, state: state.kind });
    const reason = { kind: "signal", signal } as const;
    if (meaning.kind === "stop") dispatch({ ...meaning, now: now(), reason });
    // Before there are slots a warning is as good as a stop.
    else if (state.kind === "starting") dispatch({ kind: "stop", now: now(), fast: false, reason });
    else dispatch({ kind: "drain", now: now(), reason: { kind: "drained", why: `signal ${signal}` } });
  };
  request.onSignal(onStop);
  void master.exited.then((exit) => {
    emit({ event: "master-exited", status: describeExit(exit) });
    startd = request.startdEnd();
    dispatch({ kind: "master-exited", now: now(), exit, startd });
  });
  void request.ready(waiting.signal).then((outcome) => {
    if (state.kind !== "starting") return;
    if ("slots" in outcome) {
      emit({ event: "startd-ready", slots: outcome.slots, seconds: now() - started });
      dispatch({ kind: "ready", now: now() });
      void request.handOver(() => state);
    } else dispatch({ kind: "failed", now: now(), reason: outcome });
  });
  schedule();
  const watching = watch(
    request,
    now,
    (event) => dispatch(event),
    () => state,
  );
  // The signal that came while we were getting here.
  if (request.stop.aborted) onStop(String(request.stop.reason));
  const reason = await ended;
  clearTimeout(timer);
  watching.stop();
  const exit = await master.exited;
  return {
    reason,
    orderly: !killed && isOrderly(exit) && (startd === null || isOrderly(startd)),
    ready: wasReady(state),
  };
}

/** Counts jobs, more often where the limits are short, and looks again at what may have changed. */
function watch(
  request: SuperviseRequest,
  now: () => EpochSeconds,
  dispatch: (event: SupervisionEvent) => void,
  current: () => State,
): { readonly stop: () => void } {
  const { maxIdle, maxTail } = request.plan();
  const wantedMs = Math.min(longestWatchMs, Math.max(shortestWatchMs, Math.min(maxIdle, maxTail) * 250));
  const everyMs = Math.min(wantedMs, request.lookAgainMs);
  const periodMs = Math.min(everyMs, startingWatchMs);
  let lookedAt = performance.now();
  let countedAt = 0;
  let busy = false;
  let goneSince: EpochSeconds | null = null;
  const look = async (): Promise<void> => {
    const { kind } = current();
    const starting = kind === "starting";
    if (busy || (!starting && kind !== "running" && kind !== "draining")) return;
    if (!starting && performance.now() - countedAt < everyMs - periodMs / 2) return;
    busy = true;
    countedAt = performance.now();
    for (const event of await request.requests()) dispatch(event);
    const work = await request.countJobs();
    if (work !== null) dispatch({ kind: "jobs", now: now(), running: work.jobs, lastChange: changeOf(work) });
    const gone = work !== null && !work.startd;
    // One that crashes and crashes again is seen alive in between.
    if (!gone) goneSince = starting ? goneSince : null;
    else if (!starting || request.startdEnd() !== null) goneSince ??= now();
    if (gone && goneSince !== null)
      dispatch({ kind: "startd-gone", now: now(), since: goneSince, startd: request.startdEnd() });
    if (!starting && performance.now() - lookedAt >= request.lookAgainMs) {
      lookedAt = performance.now();
      await request.lookAgain();
      dispatch({ kind: "tick", now: now() });
    }
    busy = false;
  };
  const timer = setInterval(() => void look(), periodMs);
  return { stop: () => clearInterval(timer) };
}

function nextDeadline(state: State, plan: SupervisionPlan): EpochSeconds | null {
  switch (state.kind) {
    case "stopping":
      return state.deadline;
    case "starting":
    case "draining":
      return plan.dieAt;
    case "running":
      return plan.retireAt < plan.dieAt ? plan.retireAt : plan.dieAt;
    case "stopped":
      return null;
    default:
      return state satisfies never;
  }
}

/** The wall clock, but one that somebody sets back does not keep a deadline from coming. */
function steadyClock(wall: () => EpochSeconds): () => EpochSeconds {
  const from = { wall: wall(), steady: performance.now() };
  return () => epochSeconds(Math.max(wall(), from.wall + (performance.now() - from.steady) / 1000));
}

const changeOf = ({ lastChange }: Work): EpochSeconds | null => (lastChange === null ? null : epochSeconds(lastChange));

export const describeExit = (exit: MasterExit): string =>
  "lost" in exit ? exit.lost : "status" in exit ? `exit status ${exit.status}` : `signal ${exit.signal}`;

const wasReady = (state: State): boolean => state.kind === "stopped" && state.ready;
