import { describe, expect, it } from "vitest";
import type { BatchJob, BatchSystem } from "../../../src/model/facts/batch.ts";
import { askEndAgain, canTellEnd } from "../../../src/probe/batch/end-again.ts";
import { blankJob, judge } from "../../../src/probe/batch/evidence.ts";
import { type Commands, hostOf } from "./node.ts";

const job = (system: BatchSystem, more: Partial<BatchJob> = {}): BatchJob => ({
  ...{ ...blankJob(system, judge([])), jobId: "7" },
  ...more,
});

/** What is made of the answer, its end counted from now; and how many commands it took. */
async function asked(one: BatchJob, commands: Commands) {
  const host = hostOf({ commands });
  const ran: string[] = [];
  const command = host.command.bind(host);
  host.command = (request) => {
    ran.push(request.argv.join(" "));
    return command(request);
  };
  const said = await askEndAgain(host, one);
  const now = Math.floor(host.now());
  return { said: said === null ? null : { ...said, ends: said.ends.map(({ at, from }) => [at - now, from]) }, ran };
}

const failed = { status: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n" };

describe("the end of a batch job that runs", () => {
  it("is what Slurm's queue says, asked by one command, whatever comes of it", async () => {
    const line = "2026-11-23T03:07:06|9:59|10:00|2026-11-23T02:57:06\n";
    expect(await asked(job("slurm"), { squeue: line })).toEqual({
      said: { ends: [[599, "squeue time left"]], endless: null },
      ran: ["squeue -h -j 7 -o %e|%L|%l|%S"],
    });
    const array = job("slurm", { array: { jobId: "5", index: "2" } });
    expect((await asked(array, { squeue: line })).ran).toEqual([expect.stringContaining("-j 5_2")]);
    expect((await asked(job("slurm"), { squeue: "NONE|UNLIMITED|UNLIMITED|x\n" })).said).toEqual({
      ends: [],
      endless: "squeue UNLIMITED",
    });
    for (const squeue of [failed, "garbage\n", "NONE|NOT_SET|NOT_SET|N/A\n", ""]) {
      const { said, ran } = await asked(job("slurm"), { squeue, scontrol: "JobId=7 EndTime=Unknown\n" });
      expect([said, ran.length]).toEqual([null, 1]);
    }
  });

  it("is the start and the wall time of now in PBS and Torque, later when it was suspended", async () => {
    const now = Math.floor(hostOf({}).now());
    const qstat = (walltime: string, used = "00:10:00"): string =>
      `Job Id: 7.srv\n    resources_used.walltime = ${used}\n    Resource_List.walltime = ${walltime}\n`;
    for (const system of ["pbs", "torque"] as const) {
      const one = job(system, { startAt: now - 600, startFrom: "qstat stime" });
      const { said, ran } = await asked(one, { qstat: qstat("02:00:00") });
      expect(said?.ends).toEqual([[6600, "qstat Resource_List.walltime"]]);
      expect(ran).toEqual(["qstat -f 7"]);
      const suspended = { ...one, startAt: now - 4200 };
      expect((await asked(suspended, { qstat: qstat("02:00:00") })).said?.ends[0]?.[0]).toBe(6600 - 180);
      expect((await asked(one, { qstat: "Job Id: 7.srv\n    stime = x\n" })).said?.endless).toContain(
        "no Resource_List",
      );
      expect((await asked(one, { qstat: qstat("soon") })).said).toBeNull();
      expect((await asked({ ...one, startAt: null }, { qstat: qstat("02:00:00") })).said).toBeNull();
    }
  });

  it("is the time that LSF leaves, never one that is counted from the question", async () => {
    expect((await asked(job("lsf"), { bjobs: "-|-|-|1:30 L|-|-\n" })).said?.ends).toEqual([[5400, "bjobs time_left"]]);
    const now = Math.floor(hostOf({}).now());
    const started = job("lsf", { startAt: now - 60, startFrom: "bjobs run_time" });
    expect((await asked(started, { bjobs: "-|-|-|-|10.0|-\n" })).said?.ends).toEqual([[540, "bjobs runtimelimit"]]);
    expect((await asked(job("lsf"), { bjobs: "-|-|-|-|10.0|-\n" })).said).toBeNull();
    expect((await asked(started, { bjobs: { status: 255, stderr: "LSF is down\n" } })).said).toBeNull();
  });

  it("is what the instance of Flux has left", async () => {
    expect((await asked(job("flux", { jobId: null }), { flux: "90\n" })).said?.ends).toEqual([
      [90, "flux job timeleft"],
    ]);
    expect((await asked(job("flux"), { flux: { status: 1 } })).said).toBeNull();
  });

  it("is not asked of systems that cannot say it, and not for the job of others", () => {
    expect(["slurm", "pbs", "torque", "lsf", "flux"].map((system) => canTellEnd(job(system as BatchSystem)))).toEqual(
      [1, 2, 3, 4, 5].map(() => true),
    );
    for (const one of [job("htcondor"), job("kubernetes"), job("sge"), job("slurm", { jobId: null })])
      expect(canTellEnd(one)).toBe(false);
    expect(canTellEnd(job("slurm", { standing: "contradicted" }))).toBe(false);
  });
});
