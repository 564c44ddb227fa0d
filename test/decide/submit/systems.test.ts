import { describe, expect, it } from "vitest";
import { batchStateOf, jobIdIn, type SubmitSystem } from "../../../src/decide/submit/systems.ts";

describe("the id of a submitted job", () => {
  it.each<[SubmitSystem, string, string | null]>([
    ["slurm", "4711", "4711"],
    ["slurm", "4711;cluster2", "4711"],
    ["slurm", "welcome\n4711\n", "4711"],
    ["slurm", "sbatch: error: no such partition", null],
    ["pbs", "1234.pbs01.example.org", "1234.pbs01.example.org"],
    ["lsf", "Job <322> is submitted to queue <normal>.", "322"],
    ["flux", "ƒ2aBc9Z", "ƒ2aBc9Z"],
    ["flux", "f2aBc9Z", "f2aBc9Z"],
    ["pbs", "", null],
  ])("of %s is read from %j", (system, printed, id) => {
    expect(jobIdIn(system, printed)).toBe(id);
  });
});

describe("the state of a batch job", () => {
  it.each<[SubmitSystem, string, ReturnType<typeof batchStateOf>]>([
    ["slurm", "PENDING 0:0", { kind: "waiting" }],
    ["slurm", "RUNNING 0:0", { kind: "running" }],
    ["slurm", "COMPLETING 0:0", { kind: "ending" }],
    ["slurm", "COMPLETED 0:0", { kind: "ended", status: 0 }],
    ["slurm", "FAILED 71:0", { kind: "ended", status: 71 }],
    ["slurm", "CANCELLED 0:15", { kind: "ended", status: 143 }],
    ["slurm", "TIMEOUT 0:0", { kind: "ended", status: 75 }],
    ["slurm", "", null],
    ["pbs", "Q", { kind: "waiting" }],
    ["pbs", "R", { kind: "running" }],
    ["pbs", "E", { kind: "ending" }],
    ["pbs", "F 71 ", { kind: "ended", status: 71 }],
    ["pbs", "C 0 ", { kind: "ended", status: 0 }],
    ["lsf", "PEND -", { kind: "waiting" }],
    ["lsf", "RUN -", { kind: "running" }],
    ["lsf", "DONE -", { kind: "ended", status: 0 }],
    ["lsf", "EXIT 71", { kind: "ended", status: 71 }],
    ["flux", "DEPEND", { kind: "waiting" }],
    ["flux", "RUN", { kind: "running" }],
    ["flux", "INACTIVE 0", { kind: "ended", status: 0 }],
  ])("of %s %j", (system, line, state) => {
    expect(batchStateOf(system, line)).toEqual(state);
  });
});
