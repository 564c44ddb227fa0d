import { describe, expect, it } from "vitest";
import { condorInPod } from "./example-nodes.ts";
import { look, stat } from "./node.ts";

const env = {
  _CONDOR_JOB_AD: "/s/.job.ad",
  _CONDOR_MACHINE_AD: "/s/.machine.ad",
  _CONDOR_SCRATCH_DIR: "/s/",
  _CONDOR_SLOT: "slot1_2",
};
const inSlot = (job: string, machine: string, more: Record<string, string> = {}) =>
  look({ env: { ...env, ...more }, files: { "/s/.job.ad": job, "/s/.machine.ad": machine }, now: 1_800_000_000 });

describe("an outer HTCondor slot", () => {
  it("grants what the machine ad has, else what the job ad has", async () => {
    const { jobs, unknown } = await inSlot(
      'RequestCpus = 3\nMemoryProvisioned = 2048\nRequestMemory = ifThenElse(a, 1, 2)\nRequestDisk = 1048576\nKillSig = "SIGINT"\nJobMaxVacateTime = 30\nAcctGroup = "cms"\nNumJobStarts = 2\n',
      'Cpus = "four"\nGPUs = 2\nAssignedGPUs = "GPU-1a, GPU-2b"\nMachineMaxVacateTime = Foo\n',
      { _CONDOR_PROCNO: "1", _CONDOR_NPROCS: "4" },
    );
    expect(jobs[0]).toMatchObject({
      jobId: null,
      slotName: "slot1_2",
      account: "cms",
      restarts: 2,
      nodeRank: 1,
      nodeCount: 4,
      cpus: { limit: 3, from: "job ad RequestCpus" },
      memoryMiB: { limit: 2048, from: "job ad MemoryProvisioned" },
      diskMiB: { limit: 1024, from: "job ad RequestDisk" },
      gpus: { limit: 2, from: "machine ad GPUs", devices: ["GPU-1a", "GPU-2b"] },
      graceSeconds: 30,
      warnings: [{ signal: "SIGINT", when: "vacate, hold or removal", secondsToKill: 30 }],
    });
    expect(unknown).toEqual([
      { what: "machine ad Cpus", why: 'expected a number from 1 to 65536, found the text "four"' },
      {
        what: "machine ad MachineMaxVacateTime",
        why: 'expected a number from 0 to 31536000, found the expression "Foo"',
      },
    ]);
  });

  it("ends at the earliest of its limits, each counted from its own start", async () => {
    const { jobs } = await inSlot(
      "JobCurrentStartDate = 1799990000\nJobCurrentStartExecutingDate = 1799990100\nAllowedJobDuration = 20000\nAllowedExecuteDuration = 20000\nBatchRuntime = 30000\nMaxWallTime = 600\n",
      "GLIDEIN_ToDie = 1800050000\n",
    );
    expect(jobs[0]?.startFrom).toBe("job ad JobCurrentStartDate");
    expect(jobs[0]?.ends).toEqual([
      { at: 1_800_010_000, from: "job ad AllowedJobDuration" },
      { at: 1_800_010_100, from: "job ad AllowedExecuteDuration" },
      { at: 1_800_020_000, from: "job ad BatchRuntime" },
      { at: 1_800_026_000, from: "job ad maxWallTime" },
      { at: 1_800_050_000, from: "machine ad GLIDEIN_ToDie" },
    ]);
  });

  it("has limits and amounts that its ads calculate", async () => {
    const { jobs, unknown } = await inSlot(
      "JobCurrentStartDate = 1799990000\nAllowedJobDuration = Hours * 60 * 60\nHours = 12\nBatchRuntime = time() + 5\n",
      "Cpus = DetectedCpus / 2\nDetectedCpus = 8\nMemory = ifThenElse(TotalMemory =!= undefined, TotalMemory / 2, 1024)\nTotalMemory = 8192\n",
    );
    expect(jobs[0]).toMatchObject({ cpus: { limit: 4 }, memoryMiB: { limit: 4096 } });
    expect(jobs[0]?.ends).toEqual([{ at: 1_800_033_200, from: "job ad AllowedJobDuration" }]);
    expect(unknown.map(({ what }) => what)).toEqual(["job ad BatchRuntime"]);
  });

  it("does not count from an earlier run's start, nor from one ahead of our clock", async () => {
    const earlier = await inSlot(
      "JobCurrentStartDate = 1799999000\nJobCurrentStartExecutingDate = 1799000000\nAllowedExecuteDuration = 5000\n",
      "",
    );
    expect(earlier.jobs[0]?.ends).toEqual([{ at: 1_800_004_000, from: "job ad AllowedExecuteDuration" }]);
    const ahead = await inSlot("JobCurrentStartDate = 1800000100\nBatchRuntime = 5000\n", "");
    expect(ahead.jobs[0]?.ends).toEqual([{ at: 1_800_005_000, from: "job ad BatchRuntime, counted from now" }]);
    expect(ahead.unknown).toContainEqual({
      what: "job ad JobCurrentStartDate",
      why: "it is 100 s ahead of our clock",
    });
  });

  it("counts the devices where there is no number of them", async () => {
    expect((await inSlot("ClusterId = 1\n", 'AssignedGPUs = "CUDA0,CUDA1"\n')).jobs[0]?.gpus).toEqual({
      limit: 2,
      from: "machine ad AssignedGPUs",
      devices: ["CUDA0", "CUDA1"],
    });
  });

  it.each([
    ["binary", "\u0000\u0001\uFFFD\u0002=\n"],
    ["empty", ""],
    ["of somebody else", "Foo = 1\nBar = 2\n"],
  ])("with a job ad that is %s is still known by its machine ad", async (_, job) => {
    const batch = await inSlot(job, "Cpus = 2\n");
    expect(batch.jobs[0]).toMatchObject({ standing: "claimed", cpus: { limit: 2, from: "machine ad Cpus" } });
    expect(batch.unknown.some(({ what }) => what === "job ad")).toBe(true);
  });

  it("is found by the ads in its scratch directory where the variables name others", async () => {
    const files = { "/s/.job.ad": "ClusterId = 4\nProcId = 0\n" };
    const other = await look({ env: { ...env, _CONDOR_JOB_AD: "relative" }, files });
    expect(other.jobs[0]).toMatchObject({ jobId: "4.0", confirmed: true, scratch: "/s" });
    expect(other.unknown.map(({ what }) => what)).toEqual(["_CONDOR_JOB_AD", "machine ad"]);
  });

  it("is known by its cgroup alone", async () => {
    const files = { "/proc/self/cgroup": "4:memory:/htcondor/condor_var_lib_condor_execute_slot1_1@node\n" };
    expect((await look({ files })).jobs[0]).toMatchObject({ system: "htcondor", confirmed: true, jobId: null });
  });
});

describe("a pod", () => {
  const uid = "0b3a6e1c-7d5e-4f7a-9a3b-1c2d3e4f5a6b";

  it("is known by its cgroup, with its id", async () => {
    const path = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll("-", "_")}.slice/cri-containerd-1.scope`;
    const { jobs } = await look({ files: { "/proc/self/cgroup": `0::${path}\n` } });
    expect(jobs[0]).toMatchObject({ system: "kubernetes", confirmed: true, jobId: uid });
  });

  it("is known by its service account, also without the variable, and is in the namespace that it says", async () => {
    const files = { "/var/run/secrets/kubernetes.io/serviceaccount/namespace": "physics" };
    expect((await look({ files })).jobs[0]).toMatchObject({ system: "kubernetes", queue: "physics" });
  });

  it("is known by the hosts file that the kubelet writes", async () => {
    const files = { "/etc/hosts": "# Kubernetes-managed hosts file.\n127.0.0.1 localhost\n" };
    expect((await look({ files })).system).toBe("kubernetes");
    expect((await look({ files: { "/etc/hosts": "127.0.0.1 localhost\n" } })).system).toBe("none");
  });

  it("has what the downward API says", async () => {
    const batch = await look({
      env: {
        KUBERNETES_SERVICE_HOST: "10.0.0.1",
        POD_UID: uid,
        MY_POD_NAME: "pilot-1",
        MY_NODE_NAME: "worker7",
        POD_NAMESPACE: "physics",
        MY_CPU_LIMIT: "4",
        MY_MEM_LIMIT: "4Gi",
      },
      files: { "/proc/self/stat": stat(1, "glidein", 0, 5000), "/proc/stat": "btime 1795400000\n" },
    });
    expect(batch.jobs[0]).toMatchObject({
      jobId: uid,
      slotName: "pilot-1",
      nodeName: "worker7",
      queue: "physics",
      startAt: 1_795_400_050,
      cpus: { limit: 4, from: "MY_CPU_LIMIT" },
      memoryMiB: { limit: 4096, from: "MY_MEM_LIMIT" },
    });
  });

  it("has its request where there is no limit, and nothing from a number whose unit is not known", async () => {
    const batch = await look({
      env: { KUBERNETES_SERVICE_HOST: "10.0.0.1", CPU_REQUEST: "1500m", MEMORY_LIMIT: "4096" },
    });
    expect(batch.jobs[0]).toMatchObject({ cpus: { limit: 1.5, from: "CPU_REQUEST" }, memoryMiB: null });
    expect(batch.unknown.map(({ what }) => what)).toEqual(["MEMORY_LIMIT"]);
  });

  it("is not lost by a slot inside it", async () => {
    const { jobs } = await look({ ...condorInPod, env: { ...condorInPod.env, KUBERNETES_SERVICE_HOST: "x" } });
    expect(jobs.map(({ system }) => system)).toEqual(["htcondor", "kubernetes"]);
  });
});
