import type { EpochSeconds, Seconds } from "../model/units.ts";
import { after, epochSeconds, seconds } from "../model/units.ts";
import type { State, SupervisionPlan } from "./supervision.ts";

/** What the warden is to do until it is told otherwise. */
export interface Orders {
  /** When the program is to be started again, at the latest. */
  readonly wakeAt: EpochSeconds;
  /** A change of one of these starts it at once. */
  readonly watch: readonly string[];
  /** Signals for the keeper. Those that only a broken program leaves to be sent come late enough for it to be first. */
  readonly sends: readonly { readonly signal: KeeperSignal; readonly at: EpochSeconds }[];
  readonly stopTimeout: Seconds;
  readonly fastTimeout: Seconds;
  /** Exit status for an end without the program. */
  readonly status: number;
  /** The same, if the keeper was killed. */
  readonly lostStatus: number;
}

export type KeeperSignal = "SIGTERM" | "SIGQUIT" | "SIGHUP" | "SIGUSR1";

export interface OrdersInput {
  readonly now: EpochSeconds;
  /** How long what may change without a file's changing may go unseen. */
  readonly lookAgain: Seconds;
  readonly watch: readonly string[];
  /** HTCondor's EXECUTE, where each job has a directory. */
  readonly execute: string;
  /** What the last step wants to be sent. */
  readonly sends: Orders["sends"];
  /** Exit status if the startd were lost. */
  readonly lostStatus: number;
}

/** A program that works is done with a step by then. */
const slackStopping = 3;
const slackDying = 60;
const shortest = 1;
/** While it drains, an empty slot may still get the next job of its claim; see `settleTime` there. */
const drainLook = 11;
/** While it drains and jobs run: the last one's starter may outlive its directory, and nothing more would change there. */
const drainingLook = 60;

/** When the program must look again, and what happens if it cannot; pure. */
export function decideOrders(state: State, plan: SupervisionPlan, input: OrdersInput): Orders {
  const { now } = input;
  const wakeAt = nextLook(state, plan, input);
  return {
    wakeAt: wakeAt > now ? wakeAt : after(now, seconds(shortest)),
    watch: state.kind === "draining" ? [...input.watch, input.execute] : input.watch,
    sends: [...input.sends, ...withoutProgram(state, plan)],
    stopTimeout: plan.stopTimeout,
    fastTimeout: plan.fastTimeout,
    status: state.kind === "stopping" && state.reason.kind !== "failed" ? 0 : input.lostStatus,
    lostStatus: input.lostStatus,
  };
}

function nextLook(state: State, plan: SupervisionPlan, { now, lookAgain }: OrdersInput): EpochSeconds {
  switch (state.kind) {
    case "running": {
      const allowed = state.served ? plan.maxTail : plan.maxIdle;
      const idleAt = state.quietSince === null ? [] : [epochSeconds(state.quietSince + allowed + 1)];
      // A job's end is seen in time by a look within each tail, because EXECUTE says when it was.
      const interval = seconds(Math.max(shortest, Math.min(lookAgain, plan.maxIdle, plan.maxTail)));
      return least(after(now, interval), plan.retireAt, plan.dieAt, ...idleAt);
    }
    case "draining": {
      const quietAt = state.quietSince === null ? [] : [after(state.quietSince, seconds(drainLook))];
      const again = state.reason.kind === "retired" ? [plan.retireAt].filter((at) => at > now) : [];
      return least(after(now, seconds(Math.min(lookAgain, drainingLook))), plan.dieAt, ...quietAt, ...again);
    }
    case "stopping":
      return least(after(now, lookAgain), state.deadline);
    case "starting":
    case "stopped":
      return after(now, lookAgain);
    default:
      return state satisfies never;
  }
}

function withoutProgram(state: State, plan: SupervisionPlan): Orders["sends"] {
  if (state.kind === "stopped") return [];
  if (state.kind === "stopping") {
    const at = (when: EpochSeconds): EpochSeconds => after(when, seconds(slackStopping));
    const kill = { signal: "SIGUSR1", at: at(state.end > state.deadline ? state.end : state.deadline) } as const;
    return state.how === "graceful" ? [{ signal: "SIGQUIT", at: at(state.deadline) }, kill] : [kill];
  }
  const term = after(plan.dieAt, seconds(slackDying));
  const quit = after(term, plan.gracefulAtDie);
  return [
    { signal: "SIGTERM", at: term },
    { signal: "SIGQUIT", at: quit },
    { signal: "SIGUSR1", at: after(quit, plan.fastTimeout) },
  ];
}

const least = (first: EpochSeconds, ...others: readonly EpochSeconds[]): EpochSeconds =>
  epochSeconds(Math.min(first, ...others));
