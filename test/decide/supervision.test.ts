import { describe, expect, it } from "vitest";
import {
  type Action,
  initialState,
  type State,
  type SupervisionEvent,
  type SupervisionPlan,
  step,
} from "../../src/decide/supervision.ts";
import type { EndReason } from "../../src/model/event.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";

const t = (offset: number) => epochSeconds(1_800_000_000 + offset);
const plan: SupervisionPlan = {
  readyTimeout: seconds(300),
  retireAt: t(1000),
  dieAt: t(2000),
  maxIdle: seconds(200),
  maxTail: seconds(50),
  gracefulAtDie: seconds(120),
  stopTimeout: seconds(30),
  fastTimeout: seconds(10),
  winner: "batch:slurm",
};
const term: EndReason = { kind: "signal", signal: "SIGTERM" };
const stop = (at: number, fast = false, reason: EndReason = term): SupervisionEvent => ({
  kind: "stop",
  now: t(at),
  fast,
  reason,
});
const tick = (at: number): SupervisionEvent => ({ kind: "tick", now: t(at) });
/** `change`: when a job came or went last. */
const jobs = (at: number, running: number, change: number | null = null): SupervisionEvent => ({
  kind: "jobs",
  now: t(at),
  running,
  lastChange: change === null ? null : t(change),
});
const exited = (at: number, status: number): SupervisionEvent => ({
  kind: "master-exited",
  now: t(at),
  exit: { status },
  startd: null,
});

/** The state after these events, and what the last of them asked for. */
function after(events: readonly SupervisionEvent[], of: SupervisionPlan = plan): [State, readonly Action[]] {
  let state = initialState(t(0));
  let actions: readonly Action[] = [];
  for (const event of events) [state, actions] = step(state, event, of);
  return [state, actions];
}
const ready: SupervisionEvent = { kind: "ready", now: t(5) };
const kinds = (actions: readonly Action[]): string[] =>
  actions.map((action) => (action.kind === "signal" ? action.signal : action.kind));

describe("a glidein that runs", () => {
  it("ends without a job after the idle time, and after a job sooner", () => {
    expect(after([ready, jobs(10, 0), jobs(205, 0)])[0].kind).toBe("running");
    expect(after([ready, jobs(10, 0), jobs(206, 0)])[0]).toMatchObject({ kind: "stopping", reason: { kind: "idle" } });
    const served = [ready, jobs(10, 1), jobs(20, 0)];
    expect(after([...served, jobs(70, 0)])[0].kind).toBe("running");
    expect(after([...served, jobs(71, 0)])[0]).toMatchObject({ kind: "stopping", reason: { kind: "idle" } });
    expect(after([...served, jobs(60, 1), jobs(80, 0), jobs(129, 0)])[0].kind).toBe("running");
  });

  it("sees by the job directories that a job came and went between two looks", () => {
    expect(after([ready, jobs(100, 0, 90), jobs(140, 0, 90)])[0]).toMatchObject({ kind: "running", served: true });
    expect(after([ready, jobs(100, 0, 90), jobs(141, 0, 90)])[0]).toMatchObject({ reason: { kind: "idle" } });
    // What was made before the slots were ready is HTCondor's own doing.
    expect(after([ready, jobs(100, 0, 3)])[0]).toMatchObject({ kind: "running", served: false });
  });

  it("is not idle because nobody could count its jobs", () => {
    expect(after([ready, tick(900)])[0].kind).toBe("running");
  });

  it("drains at the retire time and stops when the last job is certainly over", () => {
    const [draining, actions] = after([ready, jobs(10, 1), tick(1000)]);
    expect(draining).toMatchObject({ kind: "draining", reason: { kind: "retired", winner: "batch:slurm" } });
    expect(kinds(actions)).toEqual(["stop-accepting"]);
    const quiet = [ready, jobs(10, 1), tick(1000), jobs(1100, 0)];
    expect(after([...quiet, jobs(1109, 0)])[0].kind).toBe("draining");
    const [stopping, last] = after([...quiet, jobs(1110, 0)]);
    expect(stopping).toMatchObject({ kind: "stopping", how: "graceful", reason: { kind: "retired" } });
    expect(kinds(last)).toEqual(["stop-accepting", "end-retirement", "SIGTERM"]);
  });

  it("accepts again when the retire time moves away, but not when it drains for another reason", () => {
    const later = { ...plan, retireAt: t(1500) };
    const [state] = after([ready, jobs(10, 1), tick(1000)]);
    expect(step(state, tick(1010), later)).toMatchObject([
      { kind: "running", served: true },
      [{ kind: "accept-again", until: t(1500) }],
    ]);
    const asked = after([
      ready,
      jobs(10, 1),
      { kind: "drain", now: t(20), reason: { kind: "stop-request", by: "ada" } },
    ]);
    expect(step(asked[0], tick(30), later)[0].kind).toBe("draining");
  });

  it("lets jobs end for the graceful time once it has to die", () => {
    const [state, actions] = after([ready, jobs(10, 1), tick(2000)]);
    expect(state).toMatchObject({ how: "graceful", deadline: t(2120), end: t(2130), reason: { kind: "die-time" } });
    expect(kinds(actions)).toEqual(["stop-accepting", "SIGTERM"]);
  });

  it("dies while it still waits for its slot, too", () => {
    expect(after([tick(2000)])[0]).toMatchObject({ kind: "stopping", reason: { kind: "die-time" } });
  });

  it("keeps the reason for which it drained when the die time comes first", () => {
    const drain: SupervisionEvent = { kind: "drain", now: t(20), reason: { kind: "stop-request", by: "ada" } };
    expect(after([ready, jobs(10, 1), drain, tick(2000)])[0]).toMatchObject({ reason: { kind: "stop-request" } });
  });
});

describe("a stop", () => {
  it("is graceful, then fast, then a kill that is repeated until the master is gone", () => {
    const first = after([ready, stop(100)]);
    expect(first[0]).toMatchObject({ how: "graceful", deadline: t(120), end: t(130) });
    expect(kinds(first[1])).toEqual(["stop-accepting", "end-retirement", "SIGTERM"]);
    expect(after([ready, stop(100), tick(119)])[1]).toEqual([]);
    const second = after([ready, stop(100), tick(120)]);
    expect(second[0]).toMatchObject({ how: "fast", deadline: t(130) });
    expect(kinds(second[1])).toEqual(["SIGQUIT"]);
    const third = after([ready, stop(100), tick(120), tick(130)]);
    expect(third[0]).toMatchObject({ how: "kill", deadline: t(132) });
    expect(kinds(third[1])).toEqual(["kill-everything"]);
    expect(kinds(after([ready, stop(100), tick(120), tick(130), tick(132)])[1])).toEqual(["kill-everything"]);
  });

  it("gives the fast part its time although nobody looked for an hour", () => {
    const [state] = after([ready, stop(100), tick(3700)]);
    expect(state).toMatchObject({ how: "fast", deadline: t(3710), end: t(130) });
  });

  it("leaves at least half of a short time to the graceful part", () => {
    const hasty = { ...plan, stopTimeout: seconds(8) };
    expect(after([ready, stop(100)], hasty)[0]).toMatchObject({ deadline: t(104), end: t(108) });
  });

  it("by SIGQUIT is fast at once, and a later one hurries a graceful one", () => {
    expect(after([ready, stop(100, true)])).toMatchObject([{ how: "fast", end: t(130) }, [{ signal: "SIGQUIT" }]]);
    expect(after([ready, stop(100), stop(105, true)])).toMatchObject([
      { how: "fast", deadline: t(115), end: t(130) },
      [{ signal: "SIGQUIT" }],
    ]);
    expect(after([ready, stop(100, true), stop(105, true)])[1]).toEqual([]);
  });

  it("shortens the grace of the die time, whatever it dies of", () => {
    const [state, actions] = after([ready, tick(2000), stop(2005)]);
    expect(state).toMatchObject({ how: "graceful", deadline: t(2025), end: t(2035), reason: { kind: "die-time" } });
    expect(kinds(actions)).toEqual(["end-retirement"]);
    const drain: SupervisionEvent = { kind: "drain", now: t(20), reason: { kind: "stop-request", by: "ada" } };
    expect(after([ready, jobs(10, 1), drain, tick(2000), stop(2005)])[0]).toMatchObject({ end: t(2035) });
  });

  it("never lengthens what is under way", () => {
    expect(after([ready, stop(100), stop(119)])).toMatchObject([{ deadline: t(120), end: t(130) }, []]);
  });
});

it("the end of the master is the end of everything", () => {
  const [stopped] = after([ready, exited(100, 0)]);
  expect(stopped).toMatchObject({ kind: "stopped", ready: true, reason: { kind: "idle" } });
  expect(after([exited(3, 0)])[0]).toMatchObject({ kind: "stopped", ready: false });
  for (const event of [ready, tick(9999), jobs(9999, 3), stop(9999, true), exited(9999, 4)])
    expect(step(stopped, event, plan)).toEqual([stopped, []]);
});

describe("a master without a startd", () => {
  const gone = (at: number, since: number, status: number | null): SupervisionEvent => ({
    kind: "startd-gone",
    now: t(at),
    since: t(since),
    startd: status === null ? null : { status },
  });

  it("gets a moment to start another one", () => {
    expect(after([ready, gone(100, 81, 0)])[0].kind).toBe("running");
  });

  it("was shut down by the pool when the startd ended in order, and failed when it did not", () => {
    for (const status of [0, 99, null])
      expect(after([ready, gone(100, 80, status)])[0]).toMatchObject({ kind: "stopping", reason: { kind: "idle" } });
    expect(after([ready, gone(100, 80, 4)])[0]).toMatchObject({ reason: { failure: { code: "STARTD_DIED" } } });
  });

  it("is waited for while it starts until it has ended for good, or was not back in time", () => {
    for (const event of [gone(100, 0, null), gone(100, 81, 4), gone(100, 81, 0)])
      expect(after([event])[0].kind).toBe("starting");
    for (const status of [0, 4])
      expect(after([gone(100, 80, status)])).toMatchObject([
        { kind: "stopping", how: "fast", reason: { failure: { code: "STARTD_DIED", subject: "condor_startd" } } },
        [{ signal: "SIGQUIT" }],
      ]);
    const [state] = after([gone(100, 100, 99)]);
    expect(state).toMatchObject({
      kind: "stopping",
      reason: { failure: { fix: expect.stringContaining("GLIDEIN_Max_Idle") } },
    });
  });

  it("is no news while it stops", () => {
    expect(after([ready, stop(100), gone(101, 0, 0)])[0]).toMatchObject({ reason: term });
  });
});

it("a startd that is never ready is ended fast, with the reason", () => {
  const reason: EndReason = {
    kind: "failed",
    failure: { code: "STARTD_NEVER_READY", subject: "cm", problem: "no ad", fix: "look" },
  };
  expect(after([{ kind: "failed", now: t(300), reason }])).toMatchObject([
    { kind: "stopping", how: "fast", deadline: t(310), reason },
    [{ signal: "SIGQUIT" }],
  ]);
  expect(after([ready, stop(100), { kind: "failed", now: t(101), reason }])[0]).toMatchObject({ reason: term });
});

it("a wish to drain before there are slots ends it", () => {
  const reason: EndReason = { kind: "drained", why: "asked to by ada" };
  expect(after([{ kind: "drain", now: t(5), reason }])[0]).toMatchObject({ kind: "stopping", how: "graceful", reason });
});
