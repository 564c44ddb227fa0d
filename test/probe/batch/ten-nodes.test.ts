import { describe, expect, it } from "vitest";
import { batchDeadlines, batchFences } from "../../../src/decide/batch-fences.ts";
import {
  arcOnSlurm,
  condorInPod,
  lsf,
  openPbs,
  sge,
  slurmBatch,
  slurmEndless,
  slurmOld,
  slurmStep,
  torque,
} from "./example-nodes.ts";
import { look } from "./node.ts";

const fencesIn = (batch: Awaited<ReturnType<typeof look>>) => {
  const { cpus, memory, disk, gpus } = batchFences(batch);
  const texts = (fences: typeof cpus) => fences.map(({ limit, from }) => `${limit} ${from}`);
  return { cpus: texts(cpus), memory: texts(memory), disk: texts(disk), gpus: texts(gpus) };
};

describe("probeBatch", () => {
  it("reads the batch script of a Slurm job on two nodes", async () => {
    const batch = await look(slurmBatch);
    expect(batch).toMatchObject({ system: "slurm", jobId: "1", disagreements: [] });
    expect(batch.jobs).toHaveLength(1);
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      evidence: ["our cgroup is this job's", "this host, n1, is in the job's node list"],
      stepId: "batch",
      restarts: 0,
      nodeName: "n1",
      nodeRank: 0,
      nodeCount: 2,
      localRank: null,
      queue: "batch",
      account: "physics",
      cluster: "lab",
      startAt: 1_795_402_626,
      startFrom: "SLURM_JOB_START_TIME",
      ends: [{ at: 1_795_403_226, from: "SLURM_JOB_END_TIME" }],
      endless: null,
      scratch: null,
      graceSeconds: 30,
    });
    expect(fencesIn(batch)).toEqual({
      cpus: ["4 slurm SLURM_CPUS_ON_NODE"],
      memory: ["500 slurm SLURM_MEM_PER_NODE"],
      disk: [],
      gpus: [],
    });
    expect(batch.unknown).toEqual([
      { what: "squeue", why: "there is no such command" },
      { what: "scontrol", why: "there is no such command" },
    ]);
  });

  it("tells a task of a step from the first on its node", async () => {
    const { jobs } = await look(slurmStep);
    expect(jobs[0]).toMatchObject({
      confirmed: true,
      stepId: "0",
      nodeRank: 1,
      nodeCount: 2,
      localRank: 1,
      tasksOnNode: 2,
    });
  });

  it("has the end of a Slurm without time variables from squeue", async () => {
    const batch = await look(slurmOld);
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      cluster: "lab",
      startAt: 1_795_402_699,
      startFrom: "squeue limit less time left",
      ends: [{ at: 1_795_402_700 + 599, from: "squeue time left" }],
    });
    expect(fencesIn(batch).memory).toEqual(["300 slurm SLURM_MEM_PER_NODE"]);
    expect(batch.unknown).toEqual([]);
  });

  it("takes exactly 365 days for no limit, and a job without memory for unlimited", async () => {
    const batch = await look(slurmEndless);
    expect(batch).toMatchObject({ system: "slurm", jobId: "6", unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: false,
      standing: "claimed",
      ends: [],
      endless: "SLURM_JOB_END_TIME is exactly 365 days after SLURM_JOB_START_TIME",
      memoryMiB: null,
    });
    expect(fencesIn(batch)).toMatchObject({ cpus: ["4 slurm SLURM_CPUS_ON_NODE"], memory: [] });
    expect(batchDeadlines(batch)).toEqual([]);
  });

  it("takes the earlier of two ends of a requeued array element under ARC, and says that they differ", async () => {
    const batch = await look(arcOnSlurm);
    expect(batch.jobs[0]).toMatchObject({
      jobId: "4",
      array: { jobId: "3", index: "3" },
      restarts: 1,
      ends: [
        { at: 1_795_406_226, from: "SLURM_JOB_END_TIME" },
        { at: 1_795_403_300, from: "squeue time left" },
      ],
    });
    expect(fencesIn(batch).memory).toEqual(["600 slurm SLURM_MEM_PER_CPU"]);
    expect(batchDeadlines(batch)).toEqual([{ system: "slurm", at: 1_795_403_300, from: "squeue time left" }]);
    expect(batch.disagreements).toEqual([
      {
        what: "SLURM_JOB_END_TIME",
        why: "it says 1795406226, squeue time left says 1795403300; the earlier counts",
      },
    ]);
    expect(batch.middleware).toEqual([{ name: "arc", jobId: "gsiftp://ce:2811/jobs/x" }]);
  });

  it("adds walltime to the start of an OpenPBS job", async () => {
    const batch = await look(openPbs);
    expect(batch).toMatchObject({ system: "pbs", jobId: "1234[7].pbs", unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      array: { jobId: "1234[].pbs", index: "7" },
      restarts: 0,
      nodeRank: 0,
      nodeCount: 2,
      queue: "workq",
      startAt: 1_795_402_626,
      startFrom: "qstat stime",
      ends: [{ at: 1_795_402_626 + 360_000, from: "qstat Resource_List.walltime" }],
      scratch: "/var/tmp/pbs.1234[7].pbs.x8z",
      graceSeconds: 10,
    });
    expect(fencesIn(batch)).toMatchObject({ cpus: ["8 pbs qstat exec_vnode"], memory: ["16384 pbs qstat exec_vnode"] });
    expect(JSON.stringify(batch)).not.toContain("hunter2");
  });

  it("is not led from Torque to SGE or Slurm by variables that others have too", async () => {
    const batch = await look(torque);
    expect(batch.jobs.map(({ system }) => system)).toEqual(["torque"]);
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      nodeRank: 0,
      nodeCount: 1,
      startAt: 1_795_401_000,
      startFrom: "start of process 100",
      ends: [{ at: 1_795_408_200, from: "PBS_WALLTIME" }],
      graceSeconds: 2,
    });
    expect(fencesIn(batch).cpus).toEqual(["4 torque PBS_NODEFILE"]);
  });

  it("counts the slots of this host of an LSF job, and knows that nothing comes before bkill's kill", async () => {
    const batch = await look(lsf);
    expect(batch).toMatchObject({ system: "lsf", jobId: "322", unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      nodeRank: 0,
      nodeCount: 2,
      startAt: 1_795_402_626,
      startFrom: "bjobs run_time",
      // The limit is in minutes of another host's CPU, so only the time left counts.
      ends: [{ at: 1_795_402_700 + 58 * 60, from: "bjobs time_left" }],
      memoryMiB: { limit: 4096, from: "bjobs memlimit" },
      graceSeconds: null,
    });
    expect(batch.jobs[0]?.warnings).toEqual([
      { signal: "SIGUSR2", when: "run limit", secondsToKill: 600 },
      { signal: "SIGKILL", when: "bkill of a parallel job: nothing comes before", secondsToKill: 0 },
    ]);
    expect(fencesIn(batch).cpus).toEqual(["2 lsf LSB_MCPU_HOSTS"]);
  });

  it("counts the slots of this host of an SGE job, which is killed without a warning", async () => {
    const batch = await look(sge);
    expect(batch).toMatchObject({ system: "sge", jobId: "55", unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      array: null,
      nodeRank: 0,
      nodeCount: 2,
      queue: "all.q",
      ends: [{ at: 1_795_401_000 + 86_400, from: "/var/spool/sge/a/active_jobs/55.1/config h_rt" }],
      scratch: "/tmp/55.1.all.q",
      graceSeconds: null,
      warnings: [],
    });
    expect(fencesIn(batch)).toMatchObject({ cpus: ["5 sge PE_HOSTFILE"], memory: ["16384 sge RLIMIT_AS"] });
  });

  it("takes HTCondor in a pod for the inner one", async () => {
    const batch = await look(condorInPod);
    expect(batch).toMatchObject({ system: "htcondor", jobId: "12.3", unknown: [] });
    expect(batch.jobs.map(({ system, confirmed }) => [system, confirmed])).toEqual([
      ["htcondor", true],
      ["kubernetes", true],
    ]);
    expect(batch.jobs[0]).toMatchObject({
      globalId: "ap#12.3#1795400900",
      slotName: "slot1_1@node",
      scratch: "/scratch",
      graceSeconds: 600,
      ends: [{ at: 1_795_401_000 + 43_200, from: "job ad AllowedJobDuration" }],
    });
    expect(batch.jobs[1]).toMatchObject({ slotName: "pilot-0", graceSeconds: 30 });
    expect(fencesIn(batch)).toEqual({
      cpus: ["2 htcondor machine ad Cpus"],
      memory: ["4096 htcondor machine ad Memory"],
      disk: ["2000 htcondor machine ad Disk"],
      gpus: [],
    });
    expect(JSON.stringify(batch)).not.toContain("hunter2");
  });

  it("finds nothing on a node without a batch system", async () => {
    expect(await look({ hostname: "laptop", env: { HOME: "/root" } })).toEqual({
      system: "none",
      jobId: null,
      jobs: [],
      middleware: [],
      disagreements: [],
      unknown: [],
    });
  });
});
