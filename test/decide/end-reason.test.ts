import { describe, expect, it } from "vitest";
import { type CondorEnd, reasonOfEnd } from "../../src/decide/end-reason.ts";
import type { State } from "../../src/decide/supervision.ts";
import { epochSeconds } from "../../src/model/units.ts";

const now = epochSeconds(1_800_000_000);
const work = { since: now, readyAt: now, quietSince: null, served: true };
const starting: State = { kind: "starting", since: now };
const running: State = { kind: "running", ...work };
const draining: State = { kind: "draining", ...work, reason: { kind: "retired", winner: "batch:slurm" } };
const stopping: State = {
  kind: "stopping",
  how: "graceful",
  reason: { kind: "signal", signal: "SIGTERM" },
  deadline: now,
  end: now,
};
const exited = (status: number, startd: CondorEnd["startd"] = null): CondorEnd => ({ exit: { status }, startd });

describe("the end of the master", () => {
  it("after a wish of ours keeps the reason of the wish", () => {
    for (const end of [exited(0), exited(137), exited(99, { status: 4 })])
      expect(reasonOfEnd(stopping, end)).toEqual({ kind: "signal", signal: "SIGTERM" });
  });

  it("by itself is HTCondor's wish to end", () => {
    for (const end of [exited(0), exited(99), exited(99, { status: 99 }), exited(0, { status: 0 })]) {
      expect(reasonOfEnd(running, end)).toEqual({ kind: "idle" });
      expect(reasonOfEnd(draining, end)).toEqual({ kind: "retired", winner: "batch:slurm" });
    }
  });

  it("is a failure when it or its startd died", () => {
    const died = (subject: string, problem: string) => ({
      kind: "failed",
      failure: { code: "STARTD_DIED", subject, problem },
    });
    for (const state of [running, draining]) {
      expect(reasonOfEnd(state, exited(4))).toMatchObject(died("condor_master", "ended by itself with exit status 4"));
      expect(reasonOfEnd(state, { exit: { signal: 9 }, startd: null })).toMatchObject(
        died("condor_master", "ended by itself with signal 9"),
      );
      // Without a startd the master ends in order.
      expect(reasonOfEnd(state, exited(99, { signal: 11 }))).toMatchObject(
        died("condor_startd", "ended by itself with signal 11"),
      );
      expect(reasonOfEnd(state, { exit: { lost: "its keeper ended with SIGKILL" }, startd: null })).toMatchObject(
        died("condor_master", "was killed, because its keeper ended with SIGKILL"),
      );
    }
  });

  it("before the slot was there is a failure even with status 0", () => {
    expect(reasonOfEnd(starting, exited(0))).toMatchObject({
      failure: { problem: "ended by itself with exit status 0 before the slot's ad was in the collector" },
    });
    expect(reasonOfEnd(starting, exited(99, { status: 4 }))).toMatchObject({
      failure: { subject: "condor_startd", problem: expect.stringContaining("exit status 4 before the slot's ad") },
    });
    expect(reasonOfEnd(starting, exited(0, { status: 99 }))).toMatchObject({
      failure: { subject: "condor_startd", problem: expect.stringContaining("exit status 99 before the slot's ad") },
    });
  });
});
