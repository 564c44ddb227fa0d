import { describe, expect, it } from "vitest";
import { batchDeadlines, batchFences, batchGrace, batchStart } from "../../src/decide/batch-fences.ts";
import type { BatchFacts, BatchJob } from "../../src/model/facts/batch.ts";
import { blankJob, type Judgement } from "../../src/probe/batch/evidence.ts";

const judged = (standing: BatchJob["standing"]): Judgement => ({
  standing,
  confirmed: standing === "confirmed",
  evidence: [],
});
const job = (
  system: BatchJob["system"],
  standing: BatchJob["standing"],
  cpus: number | null,
  more: Partial<BatchJob> = {},
): BatchJob => ({
  ...blankJob(system, judged(standing)),
  cpus: cpus === null ? null : { limit: cpus, from: "X" },
  ...more,
});
const facts = (...jobs: BatchJob[]): BatchFacts => ({
  system: jobs[0]?.system ?? "none",
  jobId: null,
  jobs,
  middleware: [],
  disagreements: [],
  unknown: [],
});
const cpus = (...jobs: BatchJob[]) => batchFences(facts(...jobs)).cpus.map(({ limit, from }) => `${limit} ${from}`);

describe("batchFences", () => {
  it("lets the innermost confirmed job that states a resource decide on it", () => {
    expect(cpus(job("htcondor", "confirmed", 2), job("slurm", "confirmed", 1))).toEqual(["2 htcondor X"]);
    expect(cpus(job("flux", "confirmed", null), job("slurm", "confirmed", 8))).toEqual(["8 slurm X"]);
  });

  it("counts a claimed job beside the confirmed one outside of it", () => {
    expect(
      cpus(job("htcondor", "claimed", 64), job("slurm", "confirmed", 8), job("kubernetes", "confirmed", 4)),
    ).toEqual(["64 htcondor X", "8 slurm X"]);
    expect(cpus(job("slurm", "claimed", 4))).toEqual(["4 slurm X"]);
  });

  it("never counts a contradicted one, and is empty without a batch system", () => {
    expect(cpus(job("slurm", "contradicted", 4))).toEqual([]);
    expect(batchFences(facts())).toEqual({ cpus: [], memory: [], disk: [], gpus: [] });
  });

  it("has all resources, as grants", () => {
    const grant = { limit: 7, from: "Y" };
    const all = job("htcondor", "confirmed", 1, { memoryMiB: grant, diskMiB: grant, gpus: { ...grant, devices: [] } });
    const { memory, disk, gpus } = batchFences(facts(all));
    expect([memory, disk, gpus]).toEqual(Array(3).fill([{ limit: 7, from: "htcondor Y", kind: "grant" }]));
  });
});

describe("batchDeadlines", () => {
  it("are the earliest end of every job that may be ours, earliest first", () => {
    const ends = (...at: number[]) => ({ ends: at.map((each) => ({ at: each, from: `end ${each}` })) });
    expect(
      batchDeadlines(
        facts(
          job("htcondor", "confirmed", 1, ends(500, 400)),
          job("slurm", "claimed", 1, ends(300)),
          job("kubernetes", "confirmed", 1),
          job("pbs", "contradicted", 1, ends(1)),
        ),
      ),
    ).toEqual([
      { system: "slurm", at: 300, from: "end 300" },
      { system: "htcondor", at: 400, from: "end 400" },
    ]);
  });
});

describe("the rest of what decisions need", () => {
  it("is the start of the innermost job, not of an outer one that may have served others", () => {
    const started = { startAt: 100, startFrom: "X" };
    expect(batchStart(facts(job("htcondor", "confirmed", 1, started)))).toEqual({
      system: "htcondor",
      at: 100,
      from: "X",
    });
    expect(batchStart(facts(job("htcondor", "confirmed", 1), job("slurm", "confirmed", 1, started)))).toBeNull();
    expect(batchStart(facts(job("slurm", "contradicted", 1, started)))).toBeNull();
    expect(batchStart(facts())).toBeNull();
  });

  it("is the shortest grace of all", () => {
    const grace = (graceSeconds: number | null) => ({ graceSeconds });
    expect(
      batchGrace(facts(job("htcondor", "confirmed", 1, grace(600)), job("slurm", "confirmed", 1, grace(30)))),
    ).toBe(30);
    expect(batchGrace(facts(job("sge", "confirmed", 1, grace(null))))).toBeNull();
    expect(batchGrace(facts(job("slurm", "contradicted", 1, grace(30))))).toBeNull();
  });
});
