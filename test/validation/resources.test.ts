import type { BatchJob } from "../../src/model/facts/batch.ts";
import { feature, healthy, slurmJob } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

const job = (more: Partial<BatchJob>) => ({ batch: { jobs: [{ ...slurmJob, ...more }] } });
const memory = (limit: number) => ({
  memory: { fences: [{ limit, from: "cgroup memory.max", kind: "kernel" as const }] },
});

describeFaults("grant-fits-node", [
  {
    what: "more CPUs than there are",
    with: job({ cpus: { limit: 128, from: "SLURM_CPUS_ON_NODE" } }),
    status: "warn",
    says: /grants 128 CPUs, and the node has 64/,
    fix: /slurmd -C/,
  },
  {
    what: "more memory than there is",
    with: job({ memoryMiB: { limit: 512_000, from: "SLURM_MEM_PER_NODE" } }),
    status: "warn",
    says: /of memory, and the node has 250 GiB/,
  },
  {
    what: "the node's memory as it was bought",
    with: job({ memoryMiB: { limit: 262_144, from: "SLURM_MEM_PER_NODE" } }),
    status: "pass",
  },
  {
    what: "more GPUs than there are",
    with: job({ gpus: { limit: 4, from: "SLURM_GPUS_ON_NODE", devices: [] } }),
    status: "warn",
    says: /4 GPUs/,
  },
  {
    what: "features with more CPUs than there are",
    with: { features: { "job.allocated_cpu": feature(100) } },
    status: "warn",
    says: /allocated_cpu grants 100/,
  },
  {
    what: "variables of another job",
    with: job({ standing: "contradicted", cpus: { limit: 999, from: "x" } }),
    status: "pass",
  },
]);

describeFaults("grant-agrees", [
  {
    what: "eight CPUs of which four may be used",
    with: { cpus: { fences: [{ limit: 4, from: "affinity", kind: "kernel" }] } },
    status: "warn",
    says: /grants 8 CPUs, and the kernel allows 4/,
  },
  {
    what: "the same for one of two tasks",
    with: { ...job({ tasksOnNode: 2 }), cpus: { fences: [{ limit: 4, from: "affinity", kind: "kernel" }] } },
    status: "pass",
  },
  {
    what: "memory that the control group does not allow",
    with: memory(8000),
    status: "warn",
    says: /grants 16000 MiB of memory/,
  },
  { what: "no batch system", with: { batch: { jobs: [] } }, status: "skip" },
]);

describeFaults("memory-per-core", [
  {
    what: "half a GiB a core",
    with: memory(4096),
    status: "warn",
    says: /4 GiB of memory for 8 cores is 512 MiB a core; 1 GiB/,
  },
  { what: "exactly a GiB a core", with: memory(8192), status: "pass" },
  {
    what: "the same, where the VO wants 2",
    with: memory(8192),
    settings: { GLIDEIN_Check_Memory_Per_Core: "2G" },
    status: "warn",
  },
  {
    what: "half a GiB a core, where fewer cores are offered",
    with: memory(4096),
    settings: { GLIDEIN_CPUS: "4" },
    status: "pass",
  },
  {
    what: "less offered than there is",
    with: {},
    settings: { GLIDEIN_MaxMemMBs: "1000" },
    status: "warn",
    says: /1000 MiB/,
  },
]);

describeFaults("memory-available", [
  {
    what: "a node whose memory is taken",
    with: { memory: { availableMiB: 1000 } },
    status: "warn",
    says: /only 1000 MiB/,
    fix: /ps -eo/,
  },
  { what: "a kernel that does not say", with: { memory: { availableMiB: null } }, status: "skip" },
]);

describeFaults("swap-limits", [
  {
    what: "swap that a control group forbids",
    with: { memory: { swapFences: [{ limit: 0, from: "cgroup memory.swap.max", kind: "kernel" }] } },
    status: "warn",
    says: /memory\.swap\.max allows 0 MiB/,
  },
  {
    what: "swap that the node does not have",
    with: { memory: { swapTotalMiB: 0 } },
    status: "warn",
    says: /SwapTotal/,
  },
  { what: "nothing known of swap", with: { memory: { swapTotalMiB: null } }, status: "skip" },
]);

const gpus = healthy.gpus;
describeFaults("gpus", [
  {
    what: "a driver that does not answer",
    with: { gpus: { unknown: [{ what: "nvidia-smi", why: "it timed out" }] } },
    status: "warn",
    says: /nvidia-smi: it timed out/,
    fix: /dmesg/,
  },
  {
    what: "a GPU that was given and is not here",
    with: { gpus: { devices: [], fences: [{ limit: 0, from: "no GPU in /dev", kind: "hardware" }] } },
    status: "warn",
    says: /grants 1 GPUs, and 0 can be used/,
  },
  {
    what: "a variable that hides what was given",
    with: {
      gpus: {
        visibleBy: "CUDA_VISIBLE_DEVICES=",
        fences: [...gpus.fences, { limit: 0, from: "environment CUDA_VISIBLE_DEVICES=", kind: "grant" }],
      },
    },
    status: "warn",
    says: /hides all of them/,
  },
  { what: "a node without GPUs", with: { batch: { jobs: [] }, gpus: { devices: [], fences: [] } }, status: "skip" },
]);
