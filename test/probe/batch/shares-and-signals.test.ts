import { describe, expect, it } from "vitest";
import { lsf, openPbs, sge, slurmBatch, torque } from "./example-nodes.ts";
import { look, type Node } from "./node.ts";

const job = async (node: Node) => (await look(node)).jobs[0];

describe("what a PBS job has of this node", () => {
  it("includes the GPUs of Torque's file", async () => {
    const env = { ...torque.env, PBS_GPUFILE: "/aux/77.tgpu" };
    const files = { ...torque.files, "/aux/77.tgpu": "t1-gpu0\nt1-gpu1\nt2-gpu0\n" };
    expect((await job({ ...torque, env, files }))?.gpus).toEqual({ limit: 2, from: "PBS_GPUFILE", devices: [] });
    const without = await look({ ...torque, env });
    expect(without.jobs[0]?.gpus).toBeNull();
    expect(without.unknown).toContainEqual({ what: "PBS_GPUFILE", why: "/aux/77.tgpu: it does not exist" });
  });

  it("is not guessed from an amount that is none", async () => {
    const qstat = '{"Jobs":{"x":{"exec_vnode":"(node1:ncpus=many:mem=2gb)"}}}';
    const batch = await look({ ...openPbs, commands: { qstat } });
    expect(batch.jobs[0]).toMatchObject({ cpus: { limit: 8, from: "NCPUS" }, memoryMiB: { limit: 2048 } });
    expect(batch.unknown[0]?.what).toBe("qstat exec_vnode node1 ncpus");
  });

  it("is that of the only host when our name is not known, and of none among several", async () => {
    const of = (vnodes: string, hosts: string) =>
      job({
        ...openPbs,
        hostname: null,
        commands: { qstat: JSON.stringify({ Jobs: { x: { exec_vnode: vnodes, exec_host: hosts } } }) },
      });
    expect((await of("(v1:ncpus=3)+(v2:ncpus=3)", "a/0*3+A/1*3"))?.cpus?.limit).toBe(6);
    expect((await of("(v1:ncpus=3)+(v2:ncpus=3)", "a/0*3+b/0*3"))?.cpus?.from).toBe("NCPUS");
  });

  it("is Torque's total on one node, and the first node's number on several", async () => {
    const env = { PBS_JOBID: "1.t", PBS_NP: "6", PBS_NUM_PPN: "3" };
    expect((await job({ env: { ...env, PBS_NUM_NODES: "1" } }))?.cpus).toEqual({ limit: 6, from: "PBS_NP" });
    expect((await job({ env: { ...env, PBS_NUM_NODES: "2" } }))?.cpus).toEqual({ limit: 3, from: "PBS_NUM_PPN" });
    expect((await job({ env: { PBS_JOBID: "1.t", PBS_NUM_NODES: "2", PBS_NP: "6" } }))?.cpus).toBeNull();
  });

  it("has no scratch directory in one that happens to have the number in its name", async () => {
    const env = { ...torque.env, TMPDIR: "/tmp/run77" };
    expect((await job({ ...torque, env, directories: ["/tmp/run77"] }))?.scratch).toBeNull();
    const own = { ...torque.env, TMPDIR: "/tmp/77.t" };
    expect((await job({ ...torque, env: own, directories: ["/tmp/77.t"] }))?.scratch).toBe("/tmp/77.t");
  });
});

describe("what an LSF job has of this node", () => {
  const { LSB_MCPU_HOSTS: _a, LSB_HOSTS: _b, ...rest } = lsf.env ?? {};

  it("is counted in LSB_HOSTS, or in the host file, when the pairs are not there", async () => {
    expect((await job({ ...lsf, env: { ...rest, LSB_HOSTS: "b a a" } }))?.cpus).toEqual({
      limit: 2,
      from: "LSB_HOSTS",
    });
    const broken = { ...rest, LSB_MCPU_HOSTS: "a two", LSB_HOSTS: "b a a" };
    expect((await job({ ...lsf, env: broken }))?.cpus).toEqual({ limit: 2, from: "LSB_HOSTS" });
    const files = { "/home/u/.lsbatch/322.hostfile": "b\na\n" };
    expect(await job({ ...lsf, env: rest, files })).toMatchObject({
      cpus: { limit: 1, from: "LSB_DJOB_HOSTFILE" },
      nodeRank: 1,
    });
  });

  it("has the scratch directory that LSF made", async () => {
    const env = { ...lsf.env, TMPDIR: "/scratch/322.tmpdir", LSB_RESTART: "Y" };
    expect(await job({ ...lsf, env, directories: ["/scratch/322.tmpdir"] })).toMatchObject({
      scratch: "/scratch/322.tmpdir",
      restarts: 1,
    });
    const other = { ...lsf.env, TMPDIR: "/scratch/9322.tmpdir" };
    expect((await job({ ...lsf, env: other, directories: ["/scratch/9322.tmpdir"] }))?.scratch).toBeNull();
  });

  it("is warned before the kill when it is sequential", async () => {
    const signals = async (env: Record<string, string>) =>
      (await job({ ...lsf, env: { ...rest, ...env } }))?.warnings.map(({ signal }) => signal);
    expect(await signals({ LSB_MCPU_HOSTS: "a 1" })).toEqual(["SIGUSR2", "SIGINT", "SIGTERM"]);
    expect(await signals({ LSB_MCPU_HOSTS: "a 2" })).toEqual(["SIGUSR2", "SIGKILL"]);
    expect(await signals({ LSB_MCPU_HOSTS: "a 2", LSB_USE_SEQUENTIAL_SIGNAL: "Y" })).toHaveLength(3);
  });

  it("is known although bjobs says something else", async () => {
    const batch = await look({ ...lsf, commands: { bjobs: "Cannot connect to LSF. Please wait ...\n" } });
    expect(batch.jobs[0]?.cpus?.limit).toBe(2);
    expect(batch.unknown).toEqual([{ what: "bjobs", why: expect.stringContaining("Cannot connect to LSF") }]);
  });

  it("is confirmed by its own cgroup whatever the host is called", async () => {
    const files = { "/proc/self/cgroup": "2:cpu:/lsf/c/job.322.1.2\n" };
    expect(await job({ ...lsf, hostname: "renamed", files })).toMatchObject({
      confirmed: true,
      jobId: "322",
      cpus: null,
    });
  });
});

describe("what an SGE job has of this node", () => {
  const { PE_HOSTFILE: _a, NHOSTS: _b, ...rest } = sge.env ?? {};
  const alone = { ...rest, JOB_SCRIPT: "/var/spool/sge/a/job_scripts/55", SGE_JOB_SPOOL_DIR: "/spool/55.1/" };
  const config = (text: string) => ({ ...sge, env: alone, files: { "/spool/55.1/config": text } });

  it("is NSLOTS without a parallel environment", async () => {
    expect(await job({ ...config("job_id=55\n"), env: { ...alone, SGE_TASK_ID: "3" } })).toMatchObject({
      confirmed: true,
      array: { jobId: "55", index: "3" },
      cpus: { limit: 8, from: "NSLOTS" },
      memoryMiB: null,
    });
    expect((await job({ ...config(""), env: { ...alone, NHOSTS: "2" } }))?.cpus).toBeNull();
  });

  it("ends at the earlier of its hard and soft limits, with the warnings that it asked for", async () => {
    const batch = await look(config("job_id=55\nh_rt=7200\ns_rt=3600\nnotify=60\n"));
    expect(batch.jobs[0]?.ends.map(({ at }) => at)).toEqual([1_795_409_900, 1_795_406_300]);
    expect(batch.jobs[0]).toMatchObject({
      graceSeconds: 60,
      warnings: [
        { signal: "SIGUSR1", secondsToKill: 60 },
        { signal: "SIGUSR2", secondsToKill: 60 },
      ],
    });
  });

  it("has no end when the limit is infinite, and an unknown one when it is garbage", async () => {
    expect(await job(config("h_rt=INFINITY\nnotify=INFINITY\n"))).toMatchObject({
      ends: [],
      endless: "/spool/55.1/config h_rt is unlimited",
      graceSeconds: null,
    });
    const batch = await look(config("h_rt=soon\n"));
    expect(batch.jobs[0]).toMatchObject({ ends: [], endless: null });
    expect(batch.unknown).toEqual([{ what: "/spool/55.1/config h_rt", why: expect.stringContaining("INFINITY") }]);
  });
});

describe("Slurm's start and end", () => {
  it("contradict each other when the end is first", async () => {
    const batch = await look({ ...slurmBatch, env: { ...slurmBatch.env, SLURM_JOB_END_TIME: "1795402000" } });
    expect(batch.jobs[0]).toMatchObject({ startAt: 1_795_402_626, ends: [] });
    expect(batch.unknown).toContainEqual({
      what: "SLURM_JOB_END_TIME",
      why: "it is 626 s before SLURM_JOB_START_TIME",
    });
  });
});
