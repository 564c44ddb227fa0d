import { describe, expect, it } from "vitest";
import { look } from "./node.ts";

const env = {
  SLURM_HET_SIZE: "2",
  SLURM_JOB_ID: "10",
  SLURM_JOB_ID_HET_GROUP_0: "10",
  SLURM_JOB_ID_HET_GROUP_1: "11",
  SLURM_JOB_NODELIST: "n[1-2]",
  SLURM_JOB_NODELIST_HET_GROUP_0: "n[1-2]",
  SLURM_JOB_NODELIST_HET_GROUP_1: "g[5-6]",
  SLURM_JOB_CPUS_PER_NODE_HET_GROUP_0: "4(x2)",
  SLURM_JOB_CPUS_PER_NODE_HET_GROUP_1: "72,36",
  SLURM_JOB_NUM_NODES_HET_GROUP_0: "2",
  SLURM_JOB_NUM_NODES_HET_GROUP_1: "2",
  SLURM_JOB_PARTITION_HET_GROUP_0: "cpu",
  SLURM_JOB_PARTITION_HET_GROUP_1: "gpu",
  SLURM_MEM_PER_NODE_HET_GROUP_0: "1000",
  SLURM_MEM_PER_CPU_HET_GROUP_1: "100",
};

describe("a heterogeneous Slurm job, whose variables have suffixes", () => {
  it("is read for the component that has this node, and counted over all", async () => {
    const { jobs } = await look({ env: { ...env, SLURMD_NODENAME: "g6" }, hostname: "g6" });
    expect(jobs[0]).toMatchObject({
      jobId: "10",
      confirmed: true,
      component: 1,
      nodeRank: 3,
      nodeCount: 4,
      queue: "gpu",
      cpus: { limit: 36, from: "SLURM_JOB_CPUS_PER_NODE" },
      memoryMiB: { limit: 3600, from: "SLURM_MEM_PER_CPU" },
    });
  });

  it("is read for the first component where the batch script runs", async () => {
    const { jobs } = await look({ env: { ...env, SLURMD_NODENAME: "n1" }, hostname: "n1" });
    expect(jobs[0]).toMatchObject({
      component: 0,
      nodeRank: 0,
      queue: "cpu",
      cpus: { limit: 4 },
      memoryMiB: { limit: 1000 },
    });
  });

  it("is known as such without its size, and by the names of before 20.02", async () => {
    const old = Object.fromEntries(
      Object.entries(env)
        .filter(([name]) => name.includes("_HET_GROUP_"))
        .map(([name, value]) => [name.replace("_HET_", "_PACK_"), value]),
    );
    const { jobs } = await look({ env: { ...old, SLURMD_NODENAME: "g5" }, hostname: "g5" });
    expect(jobs[0]).toMatchObject({ jobId: "11", component: 1, nodeRank: 2, cpus: { limit: 72 } });
  });

  it("belongs to the cgroup of any of its components", async () => {
    const files = { "/proc/self/cgroup": "0::/system.slice/g5_slurmstepd.scope/job_11/step_0/user/task_0\n" };
    const batch = await look({ env: { ...env, SLURMD_NODENAME: "g5" }, files, hostname: "g5" });
    expect(batch.disagreements).toEqual([]);
    expect(batch.jobs[0]).toMatchObject({ jobId: "10", component: 1, stepId: "0" });
  });

  it("survives a size that is none", async () => {
    const batch = await look({ env: { ...env, SLURM_HET_SIZE: "1e9", SLURMD_NODENAME: "g5" }, hostname: "g5" });
    expect(batch.jobs[0]).toMatchObject({ component: 1, cpus: { limit: 72 } });
    expect(batch.unknown[0]?.what).toBe("SLURM_HET_SIZE");
  });
});

describe("Slurm's counts per node", () => {
  const at = async (SLURM_NODEID: string, more: Record<string, string> = {}) => {
    const batch = await look({
      env: { SLURM_JOB_ID: "1", SLURM_JOB_CPUS_PER_NODE: "72(x2),36", SLURM_NODEID, ...more },
    });
    return { cpus: batch.jobs[0]?.cpus?.limit, unknown: batch.unknown.map(({ what }) => what) };
  };

  it("are those of our rank", async () => {
    expect((await at("0")).cpus).toBe(72);
    expect((await at("2")).cpus).toBe(36);
  });

  it("are unknown for a rank that is not in the list, or without a rank", async () => {
    expect(await at("3")).toMatchObject({
      cpus: undefined,
      unknown: expect.arrayContaining(["SLURM_JOB_CPUS_PER_NODE"]),
    });
    expect(await at("x")).toMatchObject({ cpus: undefined, unknown: expect.arrayContaining(["SLURM_NODEID"]) });
  });

  it("are those of our name, since in a step the rank counts the step's nodes", async () => {
    const names = { SLURM_JOB_NODELIST: "r[01-02]c[0-1],login", SLURMD_NODENAME: "r02c0", SLURM_STEP_ID: "1" };
    expect((await at("0", names)).cpus).toBe(36);
  });
});

describe("Slurm's memory and GPUs", () => {
  const grant = async (more: Record<string, string>) =>
    (await look({ env: { SLURM_JOB_ID: "1", SLURM_NODEID: "0", ...more } })).jobs[0];

  it("count the job's CPUs where a step's are threads", async () => {
    const job = await grant({ SLURM_CPUS_ON_NODE: "4", SLURM_JOB_CPUS_PER_NODE: "2", SLURM_MEM_PER_CPU: "100" });
    expect(job).toMatchObject({ cpus: { limit: 4 }, memoryMiB: { limit: 200 } });
  });

  it("are unlimited for a zero", async () => {
    expect((await grant({ SLURM_CPUS_ON_NODE: "4", SLURM_MEM_PER_NODE: "0" }))?.memoryMiB).toBeNull();
    expect(await grant({ SLURM_CPUS_ON_NODE: "4", SLURM_MEM_PER_NODE: "0", SLURM_MEM_PER_CPU: "5" })).toMatchObject({
      memoryMiB: { limit: 20 },
    });
  });

  it("can be per GPU", async () => {
    expect(await grant({ SLURM_GPUS_ON_NODE: "2", SLURM_MEM_PER_GPU: "1000" })).toMatchObject({
      gpus: { limit: 2, from: "SLURM_GPUS_ON_NODE", devices: [] },
      memoryMiB: { limit: 2000, from: "SLURM_MEM_PER_GPU" },
    });
  });

  it("say what is missing when there is nothing to multiply with", async () => {
    const batch = await look({
      env: { SLURM_JOB_ID: "1", SLURM_NODEID: "0", SLURM_MEM_PER_CPU: "1", SLURM_MEM_PER_GPU: "1" },
    });
    expect(batch.jobs[0]?.memoryMiB).toBeNull();
    expect(batch.unknown.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["SLURM_MEM_PER_CPU", "SLURM_MEM_PER_GPU"]),
    );
  });

  it.each([
    [{ SLURM_JOB_GPUS: "0,1" }, 2],
    [{ SLURM_JOB_GPUS: "0-3,6" }, 5],
    [{ SLURM_STEP_GPUS: "3", SLURM_JOB_GPUS: "0-3" }, 1],
    [{ SLURM_GPUS_ON_NODE: "0" }, 0],
    [{ SLURM_JOB_GPUS: "3-0" }, undefined],
    [{ SLURM_JOB_GPUS: "0-99999" }, undefined],
  ])("count the GPUs of %o", async (variables, limit) => {
    expect((await grant(variables as Record<string, string>))?.gpus?.limit).toBe(limit);
  });
});
