import { describe, expect, it } from "vitest";
import { batchDeadlines, batchFences } from "../../../src/decide/batch-fences.ts";
import { condorInPod, slurmBatch } from "./example-nodes.ts";
import { look, type Node, stat } from "./node.ts";

const fluxTask: Node = {
  hostname: "n1",
  env: {
    FLUX_JOB_ID: "ƒ2QCAd3B",
    FLUX_TASK_RANK: "1",
    FLUX_TASK_LOCAL_ID: "0",
    FLUX_JOB_SIZE: "2",
    FLUX_JOB_NNODES: "2",
    FLUX_URI: "local:///run/flux/local",
    FLUX_JOB_TMPDIR: "/tmp/flux-x/jobtmp",
  },
  directories: ["/tmp/flux-x/jobtmp"],
  files: { "/run/flux/local": "" },
  commands: { flux: "3599\n" },
};
const systems = async (node: Node) => (await look(node)).jobs.map(({ system }) => system);

describe("a Flux job", () => {
  it("is read from its task's variables, the instance and the time left", async () => {
    const batch = await look(fluxTask);
    expect(batch).toMatchObject({ system: "flux", jobId: "ƒ2QCAd3B", unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      nodeRank: 1,
      nodeCount: 2,
      localRank: 0,
      ends: [{ at: 1_795_402_700 + 3599, from: "flux job timeleft" }],
      cpus: null,
      memoryMiB: null,
      scratch: "/tmp/flux-x/jobtmp",
      graceSeconds: 5,
    });
  });

  it("has no node rank with several tasks on a node", async () => {
    const { jobs } = await look({ ...fluxTask, env: { ...fluxTask.env, FLUX_JOB_SIZE: "4" } });
    expect(jobs[0]).toMatchObject({ nodeRank: null, nodeCount: 2 });
  });

  it("has no end when the instance has none, and says why when it does not answer", async () => {
    const endless = await look({ ...fluxTask, commands: { flux: "4294967295\n" } });
    expect(endless.jobs[0]).toMatchObject({ ends: [], endless: "flux job timeleft" });
    const silent = await look({ ...fluxTask, files: {}, commands: { flux: "flux-job: ERROR\n" } });
    expect(silent.jobs[0]).toMatchObject({ standing: "claimed", ends: [] });
    expect(silent.unknown).toEqual([{ what: "flux job timeleft", why: 'expected seconds, found "flux-job: ERROR"' }]);
  });

  it("is an initial program where only the enclosing instance has an id, and its nodes share the GPUs", async () => {
    const env = { FLUX_URI: "local:///run/flux/local", FLUX_ENCLOSING_ID: "f3x" };
    const flux = ({ argv }: { argv: readonly string[] }) => (argv[1] === "job" ? "60\n" : "     2    64      8\n");
    const { jobs } = await look({ env, commands: { flux } });
    expect(jobs[0]).toMatchObject({
      jobId: "f3x",
      nodeCount: 2,
      localRank: null,
      gpus: { limit: 4, from: "flux resource list" },
    });
  });

  it("inside Slurm, whose variables Flux takes away, is still inside Slurm by its cgroup", async () => {
    const files = {
      ...fluxTask.files,
      "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_5/step_0/user/task_0\n",
    };
    const scontrol = "JobId=5 TimeLimit=00:10:00 RunTime=00:00:10\n     Nodes=n1 CPU_IDs=0-7 Mem=800 GRES=\n";
    const batch = await look({ ...fluxTask, files, commands: { ...fluxTask.commands, scontrol } });
    expect(batch.jobs.map(({ system, confirmed }) => [system, confirmed])).toEqual([
      ["flux", true],
      ["slurm", true],
    ]);
    // Flux grants by binding, so the outer system's number is the one there is; the earlier end is Slurm's.
    expect(batchFences(batch)).toMatchObject({ cpus: [{ limit: 8, from: "slurm scontrol show job" }] });
    expect(batchDeadlines(batch).map(({ system }) => system)).toEqual(["slurm", "flux"]);
  });
});

describe("the order of nested systems", () => {
  const both: Node = { ...slurmBatch, env: { ...slurmBatch.env, ...condorInPod.env, KUBERNETES_SERVICE_HOST: "" } };
  const ads = { "/scratch/.job.ad": "ClusterId = 1\nProcId = 0\n", "/scratch/.machine.ad": "Cpus = 2\n" };
  const chain = (inner: string, outer: string) => ({
    ...ads,
    "/proc/self/stat": stat(50, "glidein", 40, 100),
    "/proc/40/stat": stat(40, inner, 30, 90),
    "/proc/30/stat": stat(30, outer, 1, 80),
  });

  it("is the usual one where nothing else is known", async () => {
    expect(await systems({ ...both, files: ads })).toEqual(["htcondor", "slurm"]);
  });

  it("is that of the daemons above us", async () => {
    expect(await systems({ ...both, files: chain("condor_starter", "slurmstepd") })).toEqual(["htcondor", "slurm"]);
    expect(await systems({ ...both, files: chain("slurmstepd", "condor_starter") })).toEqual(["slurm", "htcondor"]);
  });

  it("has what is contradicted at the end", async () => {
    const batch = await look({ ...both, files: {}, hostname: "n1" });
    expect(batch.jobs.map(({ system, standing }) => [system, standing])).toEqual([
      ["slurm", "confirmed"],
      ["htcondor", "contradicted"],
    ]);
    expect(batch.system).toBe("slurm");
  });
});

describe("the start of a job", () => {
  const env = { PBS_JOBID: "1", PBS_NUM_PPN: "1", PBS_WALLTIME: "100" };
  const start = async (files: Record<string, string>, now = 1_000_000_500) => {
    const { jobs } = await look({ env, files, now });
    return [jobs[0]?.startAt, jobs[0]?.startFrom, jobs[0]?.ends[0]];
  };
  const btime = { "/proc/stat": "btime 1000000000\n" };

  it("is that of our session's leader where no daemon is in sight", async () => {
    const files = {
      ...btime,
      "/proc/self/stat": stat(9, "a) (b", 1, 4000, 7),
      "/proc/7/stat": stat(7, "bash", 1, 3050),
    };
    expect(await start(files)).toEqual([
      1_000_000_030,
      "start of process 7",
      { at: 1_000_000_130, from: "PBS_WALLTIME" },
    ]);
  });

  it("is our own where there is nothing else", async () => {
    expect((await start({ ...btime, "/proc/self/stat": stat(9, "glidein", 0, 4000, 7) }))[0]).toBe(1_000_000_040);
  });

  it.each([
    ["nothing", {}],
    ["no boot time", { "/proc/self/stat": stat(9, "glidein", 0, 4000) }],
    ["garbage", { ...btime, "/proc/self/stat": "9 glidein" }],
    ["a start after now", { ...btime, "/proc/self/stat": stat(9, "glidein", 0, 400_000_000) }],
  ])("is unknown with %s, and the limit counts from now", async (_, files) => {
    const from = "PBS_WALLTIME, counted from now";
    expect(await start(files as Record<string, string>)).toEqual([null, null, { at: 1_000_000_600, from }]);
  });

  it("ends with a loop of parents", async () => {
    const files = { ...btime, "/proc/self/stat": stat(9, "a", 8, 4000), "/proc/8/stat": stat(8, "b", 9, 4000) };
    expect((await start(files))[0]).toBe(1_000_000_040);
  });
});
