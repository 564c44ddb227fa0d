import { describe, expect, it } from "vitest";
import { type BatchLook, isBatchDue, withNewEnd } from "../../src/decide/batch-look.ts";
import type { BatchFacts, BatchJob } from "../../src/model/facts/batch.ts";
import { blankJob, judge } from "../../src/probe/batch/evidence.ts";

describe("the batch system is asked again", () => {
  const look: BatchLook = {
    ...{ now: 10_300, askedAt: 10_000, lookedAt: 10_000, turn: 0 },
    ...{ interval: 1800, lookAgain: 300, draw: 50, milestones: [] },
  };
  const at = (now: number, more: Partial<BatchLook> = {}): boolean =>
    isBatchDue({ ...look, now, lookedAt: now - 300, ...more });

  it("after the interval, by each glidein at another time, and never where it is 0", () => {
    expect([at(11_700), at(11_900)]).toEqual([false, true]);
    expect([at(11_439, { draw: 0 }), at(11_440, { draw: 0 })]).toEqual([false, true]);
    expect([at(12_159, { draw: 99 }), at(12_161, { draw: 99 })]).toEqual([false, true]);
    expect(at(99_999, { interval: 0, lookedAt: 0 })).toBe(false);
  });

  it("once shortly before it stops to accept jobs, and before it dies", () => {
    const milestones = [11_000, 11_600];
    expect(at(10_240, { milestones })).toBe(false);
    expect(at(10_300, { milestones })).toBe(true);
    expect(at(10_600, { milestones, askedAt: 10_300 })).toBe(false);
    expect(at(10_900, { milestones, askedAt: 10_300 })).toBe(true);
    expect(at(11_200, { milestones, askedAt: 10_900 })).toBe(false);
    // What is over cannot be helped.
    expect(at(11_601, { milestones: [11_600] })).toBe(false);
  });

  it("when time has passed in which the node did not run", () => {
    expect(at(10_600, { lookedAt: 10_000 })).toBe(false);
    expect(at(10_700, { lookedAt: 10_000 })).toBe(true);
  });
});

describe("what it says then", () => {
  const end = (at: number, from = "squeue time left") => ({ ends: [{ at, from }], endless: null });
  const job = (more: Partial<BatchJob>): BatchJob => ({ ...blankJob("slurm", judge([])), jobId: "7", ...more });
  const batch = (...jobs: readonly BatchJob[]): BatchFacts => ({
    ...{ system: "slurm", jobId: "7", jobs, middleware: [], disagreements: [], unknown: [] },
  });
  const snapshot = job({ ends: [{ at: 5000, from: "SLURM_JOB_END_TIME" }, ...end(5001).ends] });
  const other = job({ system: "kubernetes" });
  const said = (is: Pick<BatchJob, "ends" | "endless">) => withNewEnd(batch(snapshot, other), snapshot, is).jobs;

  it("counts in the place of all that was said before, later or earlier", () => {
    expect(said(end(9000))).toEqual([{ ...snapshot, ...end(9000) }, other]);
    expect(said(end(4000))).toEqual([{ ...snapshot, ...end(4000) }, other]);
    expect(said({ ends: [], endless: "squeue UNLIMITED" })).toEqual([
      { ...snapshot, ends: [], endless: "squeue UNLIMITED" },
      other,
    ]);
    const endless = job({ endless: "squeue UNLIMITED" });
    expect(withNewEnd(batch(endless), endless, end(9000)).jobs).toEqual([job(end(9000))]);
  });

  it("moves nothing when it is the same but for the time that asking takes", () => {
    expect(said(end(5060))).toEqual([snapshot, other]);
    expect(said(end(4940))).toEqual([snapshot, other]);
  });
});
