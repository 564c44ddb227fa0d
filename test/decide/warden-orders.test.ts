import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { State, SupervisionPlan } from "../../src/decide/supervision.ts";
import { decideOrders, type OrdersInput } from "../../src/decide/warden-orders.ts";
import type { EndReason } from "../../src/model/event.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";

const t = (offset: number) => epochSeconds(1_800_000_000 + offset);
const plan: SupervisionPlan = {
  readyTimeout: seconds(300),
  retireAt: t(10_000),
  dieAt: t(20_000),
  maxIdle: seconds(1200),
  maxTail: seconds(400),
  gracefulAtDie: seconds(120),
  stopTimeout: seconds(30),
  fastTimeout: seconds(10),
  winner: "batch:slurm",
};
const input: OrdersInput = {
  now: t(100),
  lookAgain: seconds(300),
  watch: ["/token"],
  execute: "/work/condor/execute",
  sends: [],
  lostStatus: 76,
};
const running: State = { kind: "running", since: t(0), readyAt: t(0), quietSince: null, served: true };
const reason: EndReason = { kind: "signal", signal: "SIGTERM" };
const stopping = (how: "graceful" | "fast" | "kill"): State => ({
  ...{ kind: "stopping", how, reason },
  ...{ deadline: t(120), end: t(130) },
});
const draining = (why: EndReason, quietSince: number | null): State => ({
  ...{ kind: "draining", since: t(50), readyAt: t(0), served: true, reason: why },
  quietSince: quietSince === null ? null : t(quietSince),
});

describe("the program is wanted again", () => {
  it("after the regular time while a job runs", () => {
    expect(decideOrders(running, plan, input).wakeAt).toBe(t(400));
  });

  it("within each tail, so that an idle end comes in time", () => {
    expect(decideOrders(running, { ...plan, maxTail: seconds(5) }, input).wakeAt).toBe(t(105));
    expect(decideOrders({ ...running, quietSince: t(-290) }, plan, input).wakeAt).toBe(t(111));
    expect(decideOrders({ ...running, quietSince: t(-1000), served: false }, plan, input).wakeAt).toBe(t(201));
  });

  it("at the retire time and at the die time", () => {
    expect(decideOrders(running, { ...plan, retireAt: t(150) }, input).wakeAt).toBe(t(150));
    expect(decideOrders(running, { ...plan, retireAt: t(150), dieAt: t(140) }, input).wakeAt).toBe(t(140));
  });

  it("when the last job of a draining one has settled", () => {
    expect(decideOrders(draining(reason, 98), plan, input).wakeAt).toBe(t(109));
    expect(decideOrders(draining(reason, null), plan, input).wakeAt).toBe(t(160));
  });

  it("when one that retired may accept again, and not in the past", () => {
    const retired: EndReason = { kind: "retired", winner: "batch:slurm" };
    expect(decideOrders(draining(retired, null), { ...plan, retireAt: t(150) }, input).wakeAt).toBe(t(150));
    expect(decideOrders(draining(retired, null), { ...plan, retireAt: t(50) }, input).wakeAt).toBe(t(160));
  });

  it("at the next step of a stop", () => {
    expect(decideOrders(stopping("graceful"), plan, input).wakeAt).toBe(t(120));
  });

  it("never at once, or it would be wanted all the time", () => {
    expect(decideOrders(running, { ...plan, dieAt: t(100) }, input).wakeAt).toBe(t(101));
  });
});

describe("without the program", () => {
  const sent = (state: State): readonly string[] =>
    decideOrders(state, plan, input).sends.map(({ signal, at }) => `${signal} ${at - t(0)}`);

  it("the die time is kept all the same, later than the program would", () => {
    expect(sent(running)).toEqual(["SIGTERM 20060", "SIGQUIT 20180", "SIGUSR1 20190"]);
  });

  it("a stop goes on to its end", () => {
    expect(sent(stopping("graceful"))).toEqual(["SIGQUIT 123", "SIGUSR1 133"]);
    expect(sent(stopping("fast"))).toEqual(["SIGUSR1 133"]);
    expect(sent(stopping("kill"))).toEqual(["SIGUSR1 133"]);
  });

  it("nothing is sent to what is gone", () => {
    expect(sent({ kind: "stopped", reason, ready: true })).toEqual([]);
  });

  it("the exit status is good only where an end was wished for", () => {
    expect(decideOrders(running, plan, input).status).toBe(76);
    expect(decideOrders(stopping("fast"), plan, input).status).toBe(0);
  });
});

it("a draining one is told of each job that comes or goes", () => {
  expect(decideOrders(running, plan, input).watch).toEqual(["/token"]);
  expect(decideOrders(draining(reason, null), plan, input).watch).toEqual(["/token", "/work/condor/execute"]);
});

it("whatever the state, the program is wanted within the regular time, and everything ends without it", () => {
  const moment = fc.integer({ min: -100_000, max: 100_000 }).map(t);
  const states: fc.Arbitrary<State> = fc.oneof(
    fc.record({
      kind: fc.constant("running" as const),
      since: moment,
      readyAt: moment,
      quietSince: fc.option(moment),
      served: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("stopping" as const),
      how: fc.constantFrom("graceful" as const, "fast" as const, "kill" as const),
      reason: fc.constant(reason),
      deadline: moment,
      end: moment,
    }),
  );
  fc.assert(
    fc.property(states, (state) => {
      const { wakeAt, sends } = decideOrders(state, plan, input);
      expect(wakeAt).toBeGreaterThan(input.now);
      expect(wakeAt).toBeLessThanOrEqual(input.now + 300);
      expect(sends.at(-1)?.signal).toBe("SIGUSR1");
      expect(sends.map(({ at }) => at)).toEqual(sends.map(({ at }) => at).toSorted((a, b) => a - b));
    }),
  );
});
