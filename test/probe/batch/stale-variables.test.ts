import { describe, expect, it } from "vitest";
import { batchDeadlines, batchFences } from "../../../src/decide/batch-fences.ts";
import { condorInPod, lsf, openPbs, sge, slurmBatch, torque } from "./example-nodes.ts";
import { look, type Node, stat } from "./node.ts";

/** Without what is a property of the process: only host names and files are left to judge by. */
const bare = (node: Node): Node => ({ ...node, files: { ...node.files, "/proc/self/cgroup": "0::/\n" } });
const noFences = { cpus: [], memory: [], disk: [], gpus: [] };

describe("a claim of being in a Slurm job", () => {
  it("is dropped on a host that is not in the node list, and limits nothing", async () => {
    const batch = await look({ ...bare(slurmBatch), hostname: "login1", commands: { squeue: "unasked" } });
    expect(batch).toMatchObject({ system: "none", jobId: null, unknown: [] });
    expect(batch.jobs[0]).toMatchObject({
      system: "slurm",
      confirmed: false,
      standing: "contradicted",
      evidence: ["this host, login1, is not in the job's node list"],
      jobId: "1",
      cpus: { limit: 4 },
    });
    expect(batchFences(batch)).toEqual(noFences);
    expect(batchDeadlines(batch)).toEqual([]);
  });

  it("is confirmed by the node list where the cgroup is hidden, also by the host's full name", async () => {
    const { jobs } = await look({ ...bare(slurmBatch), hostname: "n1.example.org" });
    expect(jobs[0]).toMatchObject({ confirmed: true, nodeRank: 0 });
  });

  it("is believed under a slurmstepd whatever the host is called", async () => {
    const files = {
      "/proc/self/stat": stat(50, "glidein", 40, 100),
      "/proc/40/stat": stat(40, "slurmstepd", 1, 90),
    };
    const { jobs } = await look({ ...slurmBatch, files, hostname: "node-0017" });
    expect(jobs[0]).toMatchObject({
      confirmed: true,
      evidence: ["a slurmstepd is among our ancestors", "this host, node-0017, is not in the job's node list"],
    });
  });

  it("stays a claim in a container, whose host name is its own", async () => {
    const files = { "/proc/self/cgroup": "0::/\n", "/run/.containerenv": "" };
    const batch = await look({ ...slurmBatch, files, hostname: "3f2a9c" });
    expect(batch.system).toBe("slurm");
    expect(batch.jobs[0]).toMatchObject({
      standing: "claimed",
      evidence: ["only variables, which may be another job's, say so"],
    });
    expect(batchFences(batch).cpus).toEqual([{ limit: 4, from: "slurm SLURM_CPUS_ON_NODE", kind: "grant" }]);
  });

  it("is dropped when the cgroup is of another job, which is then asked about", async () => {
    const files = { "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_99/step_extern\n" };
    const scontrol =
      "JobId=99 JobName=x\n   JobState=RUNNING Restarts=0\n   RunTime=00:01:00 TimeLimit=01:00:00\n   Partition=gpu Account=it\n   NumNodes=2 NumCPUs=6\n     Nodes=n1 CPU_IDs=0-1,4 Mem=3000 GRES=gpu:2(IDX:0-1)\n     Nodes=n2 CPU_IDs=0-2 Mem=0 GRES=\n";
    const batch = await look({ ...slurmBatch, files, commands: { scontrol } });
    expect(batch).toMatchObject({
      system: "slurm",
      jobId: "99",
      unknown: [],
      disagreements: [
        { what: "SLURM_JOB_ID", why: "it says 1, our cgroup is of job 99: the variables are another job's" },
      ],
    });
    expect(batch.jobs[0]).toMatchObject({
      confirmed: true,
      stepId: "extern",
      queue: "gpu",
      account: "it",
      nodeCount: 2,
      restarts: 0,
      startAt: 1_795_402_640,
      ends: [{ at: 1_795_402_700 + 59 * 60, from: "scontrol time left" }],
      cpus: { limit: 3, from: "scontrol show job" },
      memoryMiB: { limit: 3000, from: "scontrol show job" },
      gpus: { limit: 2, from: "scontrol show job", devices: [] },
    });
  });

  it("is dropped in the shell of salloc, which is on the submit host", async () => {
    const env = { SLURM_JOB_ID: "7", SLURM_JOB_NODELIST: "n[1-2]", SLURM_JOB_CPUS_PER_NODE: "4(x2)" };
    const { jobs, system } = await look({ env, hostname: "login1" });
    expect(system).toBe("none");
    expect(jobs[0]).toMatchObject({ standing: "contradicted", jobId: "7" });
    expect(jobs[0]?.evidence[1]).toContain("salloc");
  });

  it("is dropped when the controller knows no such job", async () => {
    const squeue = { status: 1, stderr: "slurm_load_jobs error: Invalid job id specified\n" };
    const batch = await look({ ...bare(slurmBatch), commands: { squeue } });
    expect(batch.system).toBe("none");
    expect(batch.jobs[0]?.evidence).toEqual([
      "this host, n1, is in the job's node list",
      "the controller knows no such job",
    ]);
    expect(batch.unknown).toEqual([
      { what: "squeue", why: 'it ended with status 1: "slurm_load_jobs error: Invalid job id specified"' },
    ]);
  });

  it("is not made by what login profiles set", async () => {
    const env = { SLURM_CONF: "/etc/slurm.conf", SLURM_CLUSTER_NAME: "lab", ENVIRONMENT: "BATCH" };
    expect(await look({ env })).toMatchObject({ system: "none", jobs: [] });
  });
});

describe("a claim of being in another system's job", () => {
  it.each([
    ["PBS", bare(openPbs), "pbs"],
    ["Torque", { ...torque, files: { "/var/spool/torque/aux/77.t": "t1\n" } }, "torque"],
    ["LSF", bare(lsf), "lsf"],
    [
      "SGE",
      { ...sge, files: { "/var/spool/sge/a/active_jobs/55.1/pe_hostfile": "a 5 q U\n" }, directories: [] },
      "sge",
    ],
  ] as const)("is dropped for %s on a host that is not in its list", async (_, node, system) => {
    const batch = await look({ ...node, directories: [], hostname: "elsewhere" });
    expect(batch.system).toBe("none");
    expect(batch.jobs[0]).toMatchObject({ system, standing: "contradicted" });
    expect(batchFences(batch)).toEqual(noFences);
  });

  it.each([
    ["PBS", { ...openPbs, files: {}, directories: [] }, "pbs", { limit: 8, from: "NCPUS" }],
    ["Torque", { ...torque, files: {} }, "torque", { limit: 4, from: "PBS_NUM_PPN" }],
    ["SGE", { ...sge, files: {}, directories: [] }, "sge", null],
  ] as const)(
    "stays a claim for %s when the file that would confirm it cannot be read",
    async (_, node, system, cpus) => {
      const batch = await look({ ...node, commands: {} });
      expect(batch.system).toBe(system);
      expect(batch.jobs[0]).toMatchObject({ standing: "claimed", cpus });
    },
  );

  it("is dropped for PBS and LSF when the server knows no such job", async () => {
    const qstat = { status: 153, stderr: "qstat: Unknown Job Id 1234[7].pbs\n" };
    expect((await look({ ...openPbs, files: {}, commands: { qstat } })).jobs[0]).toMatchObject({
      standing: "contradicted",
    });
    const bjobs = { status: 255, stderr: "Job <322> is not found\n" };
    expect((await look({ ...lsf, commands: { bjobs } })).jobs[0]).toMatchObject({ standing: "contradicted" });
  });

  it("is dropped for HTCondor when nothing of the slot is there any more", async () => {
    const batch = await look({ ...condorInPod, files: {}, env: { ...condorInPod.env, KUBERNETES_SERVICE_HOST: "" } });
    expect(batch.system).toBe("none");
    expect(batch.jobs[0]).toMatchObject({ system: "htcondor", standing: "contradicted" });
  });

  it("is not made for HTCondor by knobs in the environment", async () => {
    const env = { _CONDOR_NUM_CPUS: "64", CONDOR_CONFIG: "/etc/condor/condor_config", _CONDOR_SCRATCH_DIR: "/tmp" };
    expect((await look({ env })).jobs).toEqual([]);
  });

  it("is not made for SGE by JOB_ID alone, nor for Flux by FLUX_URI alone", async () => {
    const env = { JOB_ID: "5", NSLOTS: "64", QUEUE: "x", ARC: "y", FLUX_URI: "ssh://host/run/flux/local" };
    expect((await look({ env })).jobs).toEqual([]);
  });

  it("gives a PBS job's cgroup the last word on whose job it is", async () => {
    const files = { "/proc/self/cgroup": "4:memory:/pbs_jobs.service/jobid/88.pbs\n" };
    const qstat = "Job Id: 88.pbs\n    queue = long\n    Resource_List.walltime = 01:00:00\n    run_count = 2\n";
    const batch = await look({ ...openPbs, files, commands: { qstat } });
    expect(batch).toMatchObject({ system: "pbs", jobId: "88.pbs" });
    expect(batch.jobs[0]).toMatchObject({ confirmed: true, queue: "long", restarts: 1 });
    expect(batch.jobs[0]?.ends).toEqual([
      { at: 1_795_402_700 + 3600, from: "qstat Resource_List.walltime, counted from now" },
    ]);
    expect(batch.disagreements.map(({ what }) => what)).toEqual(["PBS_JOBID"]);
  });

  it("gives an LSF job's cgroup the last word too", async () => {
    const files = { "/proc/self/cgroup": "3:cpuset:/lsf/cluster1/job.400.1234.5678\n" };
    const batch = await look({ ...lsf, files, commands: { bjobs: "-|-|-|-|-|-\n" } });
    expect(batch).toMatchObject({ system: "lsf", jobId: "400" });
    expect(batch.jobs[0]).toMatchObject({ confirmed: true, ends: [], endless: "bjobs shows no run limit" });
  });
});
