// Facts of a node on which every check has something to look at and finds nothing wrong.
import type { BatchJob } from "../../src/model/facts/batch.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import { everyFeature, type FeatureFact, type FeatureId } from "../../src/model/facts/features.ts";
import type { Facts } from "../../src/model/facts.ts";
import { exampleEdge } from "./example-edge.ts";
import { exampleSite } from "./example-site.ts";

export const now = 1_800_000_000;
export const missing: FeatureFact = { status: "missing", value: null, raw: null, reason: "" };
export const feature = (value: number | string): FeatureFact => ({
  ...{ status: "ok", value, raw: String(value), reason: "" },
});

export const slurmJob: BatchJob = {
  system: "slurm",
  confirmed: true,
  standing: "confirmed",
  evidence: ["the control group is job_42"],
  jobId: "42",
  globalId: null,
  stepId: null,
  array: null,
  component: null,
  restarts: null,
  nodeName: "wn042",
  nodeRank: 0,
  nodeCount: 1,
  localRank: null,
  tasksOnNode: null,
  queue: "grid",
  account: null,
  cluster: null,
  slotName: null,
  startAt: now - 600,
  startFrom: "SLURM_JOB_START_TIME",
  ends: [{ at: now + 86_400, from: "SLURM_JOB_END_TIME" }],
  endless: null,
  cpus: { limit: 8, from: "SLURM_CPUS_ON_NODE" },
  memoryMiB: { limit: 16_000, from: "SLURM_MEM_PER_NODE" },
  diskMiB: null,
  gpus: { limit: 1, from: "SLURM_GPUS_ON_NODE", devices: ["0"] },
  scratch: null,
  graceSeconds: 30,
  warnings: [],
};

export const token: CredentialFact = {
  kind: "idtoken",
  path: "/home/pilot/token",
  from: "option --token",
  standing: "given",
  expiresAt: now + 200_000,
  notBefore: now - 600,
  limits: [{ what: "exp", at: now + 200_000, part: "token" }],
  starts: [],
  subject: "pilot@pool",
  issuer: "pool",
  fingerprint: "ab",
  details: {},
  problems: [],
};

const scratch = {
  path: "/scratch/42",
  from: "slurm scratch directory",
  writable: true,
  executable: true,
  freeMiB: 200_000,
  totalMiB: 400_000,
  freeInodes: 10_000_000,
  filesystem: "xfs",
};

const features = everyFeature(({ id }) => {
  const values: Partial<Record<FeatureId, number>> = {
    "machine.total_cpu": 64,
    "job.allocated_cpu": 8,
    "job.max_swap_bytes": 1_073_741_824,
    "job.max_rss_bytes": 16_000 * 1_048_576,
    "job.wall_limit_secs": 86_400,
    "job.jobstart_secs": now - 600,
  };
  const value = values[id];
  return value === undefined ? missing : feature(value);
});

export const healthy: Facts = {
  schema: "glidein.facts/1",
  clock: { now, bootTime: now - 1_000_000, skewSeconds: 0, skewFrom: "http://stage.example.org/" },
  draw: 1,
  choice: 1,
  system: {
    hostname: "wn042.example.org",
    kernel: "5.14.0-503.el9.x86_64",
    architecture: "x86_64",
    os: { id: "almalinux", version: "9.5", name: "AlmaLinux 9.5" },
    cpuLevel: "x86-64-v3",
    limits: {
      "Max open files": { soft: 65_536, hard: 65_536 },
      "Max processes": { soft: 200_000, hard: 200_000 },
      "Max address space": { soft: null, hard: null },
    },
    userNamespaces: { allowed: true, obstacles: [], inside: false },
    noNewPrivileges: false,
    seccompFilter: false,
    cgroup: {
      layout: "v2",
      directory: "/sys/fs/cgroup/job_42",
      ancestorsHidden: false,
      delegated: true,
      processes: [{ limit: 32_768, from: "cgroup pids.max", kind: "kernel" }],
    },
    unknown: [],
  },
  features,
  featureLocations: {
    machine: { location: "/etc/machinefeatures", usable: true, reason: "" },
    job: { location: "/scratch/42/jobfeatures", usable: true, reason: "" },
  },
  featureHints: [],
  cpus: {
    online: 64,
    model: "EPYC",
    fences: [
      { limit: 64, from: "/sys/devices/system/cpu/online", kind: "hardware" },
      { limit: 8, from: "affinity", kind: "kernel" },
    ],
    unknown: [],
  },
  memory: {
    totalMiB: 256_000,
    availableMiB: 200_000,
    swapTotalMiB: 4096,
    fences: [
      { limit: 256_000, from: "/proc/meminfo MemTotal", kind: "hardware" },
      { limit: 16_000, from: "cgroup memory.max", kind: "kernel" },
    ],
    swapFences: [],
    ownMiB: 64,
    unknown: [],
  },
  storage: {
    scratch,
    candidates: [
      { ...scratch, rejected: "" },
      { ...scratch, path: "/tmp", from: "default /tmp", rejected: "" },
    ],
    fences: [{ limit: 200_000, from: "free space of /scratch/42", kind: "hardware" }],
    unknown: [],
  },
  gpus: {
    devices: [{ id: "GPU-1", name: "A100", memoryMiB: 40_000, vendor: "nvidia" }],
    visibleBy: null,
    fences: [{ limit: 1, from: "nvidia-smi -L", kind: "hardware" }],
    unknown: [],
  },
  batch: { system: "slurm", jobId: "42", jobs: [slurmJob], middleware: [], disagreements: [], unknown: [] },
  container: {
    tried: [],
    working: {
      path: "/usr/bin/apptainer",
      version: "1.4.5",
      fullVersion: "apptainer version 1.4.5",
      mode: "unprivileged",
      kind: "user-namespace",
      rung: "contained",
      flags: ["-C"],
      pidNamespace: true,
      because: "it works",
      capabilities: { sif: { works: true, why: "" }, fuse: { works: true, why: "" }, gpu: { works: null, why: "" } },
    },
    inside: null,
    images: [
      {
        platform: "default",
        image: "/cvmfs/images/el9",
        path: "/cvmfs/images/el9",
        kind: "directory",
        inCvmfs: true,
        runs: true,
        problem: "",
        fix: "",
        shell: true,
      },
    ],
    binds: [],
  },
  credentials: [token],
  cvmfs: {
    repositories: [
      {
        name: "cms.cern.ch",
        mounted: true,
        revision: 7,
        problem: "",
        health: {
          ioErrors: 0,
          lastIoErrorAt: null,
          usedFiles: 10,
          maxFiles: 65_536,
          cacheMiB: 20_000,
          expiresMinutes: 3,
        },
      },
    ],
  },
  ...{ edge: exampleEdge(now), siteTable: exampleSite },
  stage: { location: "https://stage.example/m.json", name: "small", serial: 7, settings: {}, steps: [], problem: null },
  network: {
    names: { hostname: "wn042.example.org", addresses: ["192.0.2.42"], problem: "" },
    ipv4: { defaultRoute: true, globalAddress: null },
    ipv6: { defaultRoute: false, globalAddress: false },
    endpoints: [
      { what: "collector", endpoint: "cm.example.org:9618", reachable: true, why: "" },
      { what: "CCB broker", endpoint: "ccb.example.org:9618", reachable: true, why: "" },
      { what: "schedd", endpoint: "ap.example.org:9618", reachable: true, why: "" },
    ],
    proxies: ["http://squid.example.org:3128"],
    proxyAnswers: [{ proxy: "http://squid.example.org:3128", works: true, why: "" }],
    servers: [{ url: "http://stage.example.org/", via: "http://squid.example.org:3128", works: true, why: "" }],
  },
  site: {
    complete: true,
    accountKnown: true,
    libc: { name: "glibc", version: "2.34" },
    certificates: {
      path: "/etc/grid-security/certificates",
      from: "default",
      exists: true,
      authorities: 90,
      lists: 80,
      expired: [],
      expiredCount: 0,
      unknown: [],
    },
    leftovers: { directories: [], processes: [] },
    denylist: { path: "/etc/denylist", entries: ["wn041.example.org", "10.*"], problem: "" },
  },
  user: { uid: 1000, gid: 1000, name: "pilot" },
  condor: {
    tree: "/usr",
    version: "25.14.1",
    from: "/usr",
    problem: "",
    gpus: 1,
    configuration: { accepted: true, said: "" },
  },
};
