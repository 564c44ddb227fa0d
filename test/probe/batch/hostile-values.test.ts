import { describe, expect, it } from "vitest";
import type { BatchJob } from "../../../src/model/facts/batch.ts";
import { arcOnSlurm, condorInPod, lsf, openPbs, sge, slurmBatch, slurmStep, torque } from "./example-nodes.ts";
import { look, type Node } from "./node.ts";

const flux: Node = {
  env: {
    FLUX_JOB_ID: "f3x",
    FLUX_TASK_RANK: "0",
    FLUX_TASK_LOCAL_ID: "0",
    FLUX_JOB_SIZE: "1",
    FLUX_JOB_NNODES: "1",
    FLUX_URI: "local:///run/flux/local",
    FLUX_JOB_TMPDIR: "/tmp/f",
  },
  directories: ["/tmp/f"],
  commands: { flux: "60\n" },
};
const pod: Node = {
  env: {
    KUBERNETES_SERVICE_HOST: "10.0.0.1",
    MY_CPU_LIMIT: "2",
    MY_MEM_LIMIT: "2Gi",
    POD_NAME: "p",
    POD_UID: "u",
    NODE_NAME: "n",
    POD_NAMESPACE: "s",
  },
};
const gpuStep: Node = { ...slurmStep, env: { ...slurmStep.env, SLURM_GPUS_ON_NODE: "2", SLURM_JOB_SLUID: "sAbc" } };

/** A node, one of its variables, and what may be other than with a good value. */
const cases: readonly (readonly [Node, string, readonly (keyof BatchJob)[]])[] = [
  [slurmBatch, "SLURM_JOB_ID", []],
  [slurmBatch, "SLURM_JOB_NUM_NODES", []],
  [{ ...slurmBatch, env: { ...slurmBatch.env, SLURM_JOB_NODELIST: "" } }, "SLURM_NODEID", ["nodeRank"]],
  [slurmBatch, "SLURMD_NODENAME", ["nodeName"]],
  [slurmBatch, "SLURM_JOB_NODELIST", ["evidence"]],
  [slurmBatch, "SLURM_CPUS_ON_NODE", ["cpus"]],
  [slurmBatch, "SLURM_JOB_CPUS_PER_NODE", []],
  [slurmBatch, "SLURM_MEM_PER_NODE", ["memoryMiB"]],
  [slurmBatch, "SLURM_JOB_START_TIME", ["startAt", "startFrom"]],
  [slurmBatch, "SLURM_JOB_END_TIME", ["ends"]],
  [slurmBatch, "SLURM_JOB_PARTITION", ["queue"]],
  [slurmBatch, "SLURM_JOB_ACCOUNT", ["account"]],
  [slurmBatch, "SLURM_CLUSTER_NAME", ["cluster"]],
  [gpuStep, "SLURM_STEP_ID", []],
  [gpuStep, "SLURM_LOCALID", ["localRank"]],
  [gpuStep, "SLURM_GTIDS", ["tasksOnNode"]],
  [gpuStep, "SLURM_GPUS_ON_NODE", ["gpus"]],
  [gpuStep, "SLURM_JOB_SLUID", ["globalId"]],
  [arcOnSlurm, "SLURM_ARRAY_JOB_ID", ["array"]],
  [arcOnSlurm, "SLURM_ARRAY_TASK_ID", ["array"]],
  [arcOnSlurm, "SLURM_RESTART_COUNT", ["restarts"]],
  [arcOnSlurm, "SLURM_MEM_PER_CPU", ["memoryMiB"]],
  [arcOnSlurm, "GRID_GLOBAL_JOBID", []],
  [openPbs, "PBS_ARRAY_INDEX", ["array"]],
  [openPbs, "PBS_NODENUM", []],
  [openPbs, "PBS_NODEFILE", ["evidence", "nodeCount"]],
  [{ ...openPbs, commands: {} }, "NCPUS", ["cpus"]],
  [openPbs, "PBS_QUEUE", ["queue"]],
  [openPbs, "TMPDIR", ["scratch", "evidence"]],
  [torque, "PBS_WALLTIME", ["ends"]],
  [{ ...torque, files: {} }, "PBS_NUM_PPN", ["cpus"]],
  [lsf, "LSB_MCPU_HOSTS", ["cpus", "evidence"]],
  [lsf, "LSB_QUEUE", ["queue"]],
  [lsf, "LSB_JOBINDEX", []],
  [sge, "SGE_TASK_ID", []],
  [sge, "NHOSTS", []],
  [sge, "NSLOTS", []],
  [sge, "QUEUE", ["queue"]],
  [sge, "RESTARTED", ["restarts"]],
  [sge, "TMPDIR", ["scratch", "evidence"]],
  [flux, "FLUX_JOB_ID", ["jobId"]],
  [flux, "FLUX_TASK_RANK", ["nodeRank"]],
  [flux, "FLUX_JOB_SIZE", ["nodeRank"]],
  [flux, "FLUX_JOB_NNODES", ["nodeRank", "nodeCount"]],
  [flux, "FLUX_TASK_LOCAL_ID", ["localRank"]],
  [flux, "FLUX_JOB_TMPDIR", ["scratch"]],
  [flux, "FLUX_URI", []],
  [condorInPod, "_CONDOR_MACHINE_AD", []],
  [pod, "MY_CPU_LIMIT", ["cpus"]],
  [pod, "MY_MEM_LIMIT", ["memoryMiB"]],
  [pod, "POD_NAME", ["slotName"]],
  [pod, "POD_UID", ["jobId"]],
  [pod, "NODE_NAME", ["nodeName"]],
  [pod, "POD_NAMESPACE", ["queue"]],
];
const values = {
  garbage: "\u0000\u001B[31m\nrm -rf /",
  negative: "-1\n",
  huge: "9".repeat(400),
  "larger than is read": "a".repeat(2 ** 20 + 1),
  "not UTF-8": "\uFFFD\uFFFD\u202E",
};

describe.each(cases)("on %#: a broken %s", (node, variable, mayChange) => {
  it.each(Object.entries(values))("(%s) is named and costs only itself", async (_, value) => {
    const good = await look(node);
    const batch = await look({ ...node, env: { ...node.env, [variable]: value } });
    const unknown = batch.unknown.filter(({ what }) => what === variable);
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.why).toMatch(/^[\x20-\x7eƒ…]{5,250}$/u);
    const strip = (job: BatchJob | undefined) =>
      Object.fromEntries(Object.entries(job ?? {}).filter(([key]) => !(mayChange as readonly string[]).includes(key)));
    expect(strip(batch.jobs[0])).toEqual(strip(good.jobs[0]));
  });
});

describe("variables that decide whether there is a job at all", () => {
  it.each([
    ["PBS_JOBID", openPbs, "pbs"],
    ["LSB_JOBID", lsf, "lsf"],
    ["JOB_ID", sge, "sge"],
    ["_CONDOR_JOB_AD", condorInPod, "htcondor"],
    ["_CONDOR_SCRATCH_DIR", condorInPod, "htcondor"],
  ] as const)("when %s is broken, leave what the others say of this node", async (name, node, system) => {
    for (const value of Object.values(values)) {
      const batch = await look({ ...node, env: { ...node.env, [name]: value } });
      expect(batch.unknown.map(({ what }) => what)).toContain(name);
      expect(batch.jobs[0]?.system).toBe(system);
      expect(batch.jobs[0]?.cpus).not.toBeNull();
    }
  });

  it("are not judged by a host name that is none", async () => {
    for (const hostname of ["", "<html>", "a b", "\u001B[31m"])
      expect((await look({ ...slurmBatch, files: {}, hostname })).jobs[0]?.standing).toBe("claimed");
  });

  it("may be called like members of every object", async () => {
    const env = { constructor: "x", __proto__: "y", hasOwnProperty: "z" };
    expect((await look({ env })).system).toBe("none");
  });
});

describe("files that variables name", () => {
  it.each([
    ["a FIFO", { failure: { code: "not-regular", what: "it is a FIFO" } }, "it is a FIFO"],
    ["a hanging mount", { failure: { code: "timeout", what: "it did not answer within 5 s" } }, "within 5 s"],
    ["10 MB", "a\n".repeat(5_000_000), "larger than"],
    ["a login page", "<html>\n<body>", "expected hosts"],
    ["empty", "\n \n", "names no host"],
  ] as const)("(%s) are unknown with the reason, and the rest stays", async (_, file, why) => {
    const batch = await look({ ...openPbs, files: { ...openPbs.files, "/var/spool/pbs/aux/1234[7].pbs": file } });
    expect(batch.unknown).toHaveLength(1);
    expect(batch.unknown[0]).toMatchObject({ what: "PBS_NODEFILE", why: expect.stringContaining(why) });
    expect(batch.jobs[0]).toMatchObject({ jobId: "1234[7].pbs", confirmed: true, cpus: { limit: 8 } });
  });
});
