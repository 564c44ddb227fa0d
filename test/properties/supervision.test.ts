import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MasterExit, ProcessEnd } from "../../src/decide/end-reason.ts";
import {
  type Action,
  initialState,
  type State,
  type SupervisionEvent,
  type SupervisionPlan,
  step,
} from "../../src/decide/supervision.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";

const origin = 1_800_000_000;
const time = (offset: number) => epochSeconds(origin + offset);
const duration = fc.integer({ min: 0, max: 5000 });

const plans: fc.Arbitrary<SupervisionPlan> = fc
  .record({
    readyTimeout: duration,
    retireAt: duration,
    dieAfter: duration,
    maxIdle: duration,
    maxTail: duration,
    gracefulAtDie: duration,
    stopTimeout: duration,
    fastTimeout: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ retireAt, dieAfter, ...rest }) => ({
    readyTimeout: seconds(rest.readyTimeout),
    maxIdle: seconds(rest.maxIdle),
    maxTail: seconds(rest.maxTail),
    gracefulAtDie: seconds(rest.gracefulAtDie),
    stopTimeout: seconds(rest.stopTimeout),
    fastTimeout: seconds(rest.fastTimeout),
    retireAt: time(retireAt),
    dieAt: time(retireAt + dieAfter),
    winner: "batch:slurm",
  }));

const processEnd: fc.Arbitrary<ProcessEnd> = fc.oneof(
  fc.record({ status: fc.constantFrom(0, 99, 4, 137) }),
  fc.record({ signal: fc.constantFrom(9, 11) }),
);
type Timeless = SupervisionEvent extends infer E ? (E extends SupervisionEvent ? Omit<E, "now"> : never) : never;
const failed = {
  kind: "failed",
  failure: { code: "STARTD_NEVER_READY", subject: "cm", problem: "no ad", fix: "look" },
} as const;
const living: fc.Arbitrary<Timeless> = fc.oneof(
  fc.constant({ kind: "ready" } as const),
  fc.constant({ kind: "tick" } as const),
  fc.record({
    kind: fc.constant("jobs" as const),
    running: fc.integer({ min: 0, max: 3 }),
    lastChange: fc.option(duration.map(time)),
  }),
  fc.record({
    kind: fc.constant("stop" as const),
    fast: fc.boolean(),
    reason: fc.constant({ kind: "signal", signal: "SIGTERM" } as const),
  }),
  fc.constant({ kind: "drain", reason: { kind: "stop-request", by: "ada" } } as const),
  fc.constant({ kind: "failed", reason: failed } as const),
  fc.record({
    kind: fc.constant("startd-gone" as const),
    since: duration.map(time),
    startd: fc.option(processEnd),
  }),
);
const masterExit: fc.Arbitrary<MasterExit> = fc.oneof(processEnd, fc.constant({ lost: "its keeper ended" }));
const startdEnd: fc.Arbitrary<ProcessEnd | null> = fc.option(processEnd, { nil: null });
const gone: fc.Arbitrary<Timeless> = fc
  .tuple(masterExit, startdEnd)
  .map(([exit, startd]) => ({ kind: "master-exited", exit, startd }) as const);

/** Events in the order of their times; the clock may stand still and may jump. */
const timed = (events: fc.Arbitrary<Timeless>): fc.Arbitrary<readonly SupervisionEvent[]> =>
  fc
    .array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 4000 })), events), {
      maxLength: 40,
    })
    .map((list) => {
      let at = 0;
      return list.map(([pause, event]) => {
        at += pause;
        // The time is the one field that all of them have.
        return { ...event, now: time(at) } as SupervisionEvent;
      });
    });

interface Moment {
  readonly before: State;
  readonly event: SupervisionEvent;
  readonly after: State;
  readonly actions: readonly Action[];
}

function replay(events: readonly SupervisionEvent[], plan: SupervisionPlan): readonly Moment[] {
  let state = initialState(time(0));
  return events.map((event) => {
    const before = state;
    const [after, actions] = step(before, event, plan);
    state = after;
    return { before, event, after, actions };
  });
}

describe("supervision under any events", () => {
  it("is over once the master is gone, and then asks for nothing", () => {
    fc.assert(
      fc.property(timed(fc.oneof(living, gone)), plans, (events, plan) => {
        let over = false;
        for (const { event, after, actions } of replay(events, plan)) {
          over ||= event.kind === "master-exited";
          expect(after.kind === "stopped").toBe(over);
          if (over) expect(actions).toEqual([]);
        }
      }),
    );
  });

  it("never goes back from stopping, and never to a softer way of it", () => {
    const ranks = { graceful: 0, fast: 1, kill: 2 };
    fc.assert(
      fc.property(timed(fc.oneof(living, gone)), plans, (events, plan) => {
        for (const { before, after } of replay(events, plan)) {
          if (before.kind !== "stopping" || after.kind === "stopped") continue;
          expect(after.kind).toBe("stopping");
          if (after.kind !== "stopping") continue;
          expect(ranks[after.how]).toBeGreaterThanOrEqual(ranks[before.how]);
          expect(after.reason).toEqual(before.reason);
        }
      }),
    );
  });

  it("never moves the end to a later time", () => {
    fc.assert(
      fc.property(timed(living), plans, (events, plan) => {
        for (const { before, after } of replay(events, plan))
          if (before.kind === "stopping" && after.kind === "stopping") {
            expect(after.end).toBeLessThanOrEqual(before.end);
            // A graceful part is only ever cut short.
            if (before.how === "graceful" && after.how === "graceful")
              expect(after.deadline).toBeLessThanOrEqual(before.deadline);
          }
      }),
    );
  });

  it("comes to a kill by the end that was set, if it is woken at each deadline", () => {
    fc.assert(
      fc.property(timed(living), plans, (events, plan) => {
        let state = initialState(time(0));
        let killed = false;
        const take = (event: SupervisionEvent): void => {
          const [next, actions] = step(state, event, plan);
          state = next;
          killed ||= actions.some(({ kind }) => kind === "kill-everything");
        };
        let now = time(0);
        for (const event of events) {
          ({ now } = event);
          take(event);
        }
        take({ kind: "stop", now, fast: false, reason: { kind: "signal", signal: "SIGTERM" } });
        const longest = Math.max(plan.stopTimeout, plan.fastTimeout) + plan.fastTimeout;
        for (let woken = 0; !killed && woken < 4; woken += 1) {
          if (state.kind !== "stopping") throw new Error(`a stop leads to ${state.kind}`);
          expect(state.deadline - now).toBeLessThanOrEqual(longest);
          now = epochSeconds(Math.max(now, state.deadline));
          take({ kind: "tick", now });
        }
        expect(killed).toBe(true);
      }),
    );
  });

  it("accepts no job after the retire time and none while it stops", () => {
    fc.assert(
      fc.property(timed(living), plans, (events, plan) => {
        for (const { before, event, after, actions } of replay(events, plan))
          if (actions.some(({ kind }) => kind === "accept-again")) {
            expect(before.kind).toBe("draining");
            expect(after.kind).toBe("running");
            expect(event.now).toBeLessThan(plan.retireAt);
          }
      }),
    );
  });
});
