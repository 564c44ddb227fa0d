import { describe, expect, it } from "vitest";
import { initialNamespace, limits, look, unlimitedV1, v1, v2 } from "./cgroup-node.ts";

describe("probeCgroup on v2", () => {
  const top = "/sys/fs/cgroup/system.slice/slurmstepd.scope";
  const slurm = {
    ...initialNamespace,
    "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_1/step_batch/user/task_0\n",
    "/proc/self/mountinfo": v2(),
    "/sys/fs/cgroup/cgroup.procs": "",
    "/sys/fs/cgroup/cpuset.cpus.effective": "0-63\n",
    [`${top}/job_1/memory.max`]: "524288000\n",
    [`${top}/job_1/cpuset.cpus.effective`]: "0-3\n",
    [`${top}/job_1/step_batch/user/task_0/memory.max`]: "max\n",
  };

  it("finds the limit of a Slurm job on an ancestor", async () => {
    const { facts, fences, unknown } = await look(slurm);
    expect(limits(fences.memory)).toEqual([[500, `cgroup ${top}/job_1/memory.max`]]);
    expect(limits(fences.cpus)).toEqual([
      [4, `cgroup ${top}/job_1/cpuset.cpus.effective`],
      [64, "cgroup /sys/fs/cgroup/cpuset.cpus.effective"],
    ]);
    expect(unknown).toEqual({ cpus: [], memory: [], swap: [], processes: [] });
    expect(facts).toMatchObject({
      layout: "v2",
      directory: `${top}/job_1/step_batch/user/task_0`,
      ancestorsHidden: false,
    });
  });

  it("lists every limit of every ancestor, of every kind", async () => {
    const { fences, facts } = await look({
      "/proc/self/cgroup": "0::/a/b\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/a/b/memory.max": "2147483648\n",
      "/sys/fs/cgroup/a/b/memory.high": "1073741824\n",
      "/sys/fs/cgroup/a/b/memory.swap.max": "0\n",
      "/sys/fs/cgroup/a/b/cpu.max": "50000 100000\n",
      "/sys/fs/cgroup/a/b/pids.max": "100\n",
      "/sys/fs/cgroup/a/memory.max": "4294967296\n",
      "/sys/fs/cgroup/a/cpu.max": "200000 100000\n",
      "/sys/fs/cgroup/a/pids.max": "max\n",
      "/sys/fs/cgroup/cgroup.procs": "",
    });
    expect(limits(fences.memory)).toEqual([
      [2048, "cgroup /sys/fs/cgroup/a/b/memory.max"],
      [1024, "cgroup /sys/fs/cgroup/a/b/memory.high"],
      [4096, "cgroup /sys/fs/cgroup/a/memory.max"],
    ]);
    expect(limits(fences.swap)).toEqual([[0, "cgroup /sys/fs/cgroup/a/b/memory.swap.max"]]);
    expect(limits(fences.cpus)).toEqual([
      [0.5, "cgroup /sys/fs/cgroup/a/b/cpu.max"],
      [2, "cgroup /sys/fs/cgroup/a/cpu.max"],
    ]);
    expect(limits(facts.processes)).toEqual([[100, "cgroup /sys/fs/cgroup/a/b/pids.max"]]);
    expect(new Set([...fences.memory, ...fences.cpus].map(({ kind }) => kind))).toEqual(new Set(["kernel"]));
  });

  it("keeps the neighbours of a file that is broken, and names it", async () => {
    const { fences, unknown } = await look({
      ...slurm,
      [`${top}/memory.max`]: "<html>",
      [`${top}/job_1/memory.high`]: "-5\n",
      [`${top}/job_1/cpu.max`]: "",
      [`${top}/job_1/step_batch/memory.max`]: { failure: { code: "denied", what: "permission denied (EACCES)" } },
      [`${top}/job_1/step_batch/cpuset.cpus.effective`]: "3-1\n",
    });
    expect(fences.memory.map(({ limit }) => limit)).toEqual([500]);
    expect(fences.cpus.map(({ limit }) => limit)).toEqual([4, 64]);
    expect(unknown.memory).toEqual([
      { what: `cgroup ${top}/job_1/step_batch/memory.max`, why: "permission denied (EACCES)" },
      { what: `cgroup ${top}/job_1/memory.high`, why: 'it is negative ("-5")' },
      { what: `cgroup ${top}/memory.max`, why: 'it is not a whole number ("<html>")' },
    ]);
    expect(unknown.cpus).toEqual([
      { what: `cgroup ${top}/job_1/cpu.max`, why: "it is empty" },
      { what: `cgroup ${top}/job_1/step_batch/cpuset.cpus.effective`, why: 'the range "3-1" runs backwards' },
    ]);
  });

  it("takes the wish for CPUs where the kernel does not say what is left of it", async () => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": "0::/a/b\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/a/b/cpuset.cpus": "\n",
      "/sys/fs/cgroup/a/cpuset.cpus.effective": "\n",
      "/sys/fs/cgroup/a/cpuset.cpus": "0-1\n",
      "/sys/fs/cgroup/cpuset.cpus.effective": "",
    });
    expect(limits(fences.cpus)).toEqual([[2, "cgroup /sys/fs/cgroup/a/cpuset.cpus"]]);
    expect(unknown.cpus).toEqual([{ what: "cgroup /sys/fs/cgroup/cpuset.cpus.effective", why: "it is empty" }]);
  });

  it("knows a group that was given to us", async () => {
    const files = {
      "/proc/self/cgroup": "0::/mine\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/mine/cgroup.procs": "1\n",
      "/sys/fs/cgroup/mine/cgroup.subtree_control": "\n",
    };
    expect((await look(files)).facts.delegated).toBe(true);
    const readOnly = { "/sys/fs/cgroup/mine/cgroup.procs": 0o444 };
    expect((await look(files, readOnly)).facts.delegated).toBe(false);
    const { "/sys/fs/cgroup/mine/cgroup.subtree_control": _, ...less } = files;
    expect((await look(less)).facts.delegated).toBeNull();
  });
});

describe("probeCgroup on v1 and hybrid", () => {
  const job = "/slurm_n1/uid_5001/job_2";
  const slurm = {
    "/proc/self/cgroup": `4:memory:${job}/step_batch/task_0\n3:cpuset:${job}/step_batch\n0::/\n`,
    "/proc/self/mountinfo": `${v1("memory")}${v1("cpuset")}41 23 0:41 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n`,
    [`/sys/fs/cgroup/memory${job}/step_batch/task_0/memory.limit_in_bytes`]: unlimitedV1,
    [`/sys/fs/cgroup/memory${job}/step_batch/memory.limit_in_bytes`]: "314572800\n",
    [`/sys/fs/cgroup/memory${job}/memory.limit_in_bytes`]: "314572800\n",
    [`/sys/fs/cgroup/memory${job}/memory.memsw.limit_in_bytes`]: "314572800\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": unlimitedV1,
    [`/sys/fs/cgroup/cpuset${job}/step_batch/cpuset.effective_cpus`]: "0-1\n",
    [`/sys/fs/cgroup/cpuset${job}/step_batch/cpuset.cpus`]: "0-7\n",
    "/sys/fs/cgroup/unified/cgroup.procs": "",
  };

  it("walks up each controller's own tree", async () => {
    const { facts, fences, unknown } = await look(slurm);
    expect(limits(fences.memory)).toEqual([
      [300, `cgroup /sys/fs/cgroup/memory${job}/step_batch/memory.limit_in_bytes`],
      [300, `cgroup /sys/fs/cgroup/memory${job}/memory.limit_in_bytes`],
      [300, `cgroup /sys/fs/cgroup/memory${job}/memory.memsw.limit_in_bytes`],
    ]);
    expect(limits(fences.cpus)).toEqual([[2, `cgroup /sys/fs/cgroup/cpuset${job}/step_batch/cpuset.effective_cpus`]]);
    expect(unknown).toEqual({ cpus: [], memory: [], swap: [], processes: [] });
    expect(facts).toMatchObject({ layout: "hybrid", delegated: null });
  });

  it("reads a cpuset that is mounted the old way", async () => {
    const { fences } = await look({
      "/proc/self/cgroup": "2:cpuset:/torque/77\n",
      "/proc/self/mountinfo": "5 1 0:5 / /dev/cpuset rw - cgroup cpuset rw,noprefix,cpuset\n",
      "/dev/cpuset/torque/77/cpus": "4-5\n",
    });
    expect(limits(fences.cpus)).toEqual([[2, "cgroup /dev/cpuset/torque/77/cpus"]]);
  });

  it("names a quota whose period is missing or broken", async () => {
    const base = { "/proc/self/cgroup": "2:cpu:/a\n", "/proc/self/mountinfo": v1("cpu") };
    const quota = "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us";
    const without = await look({ ...base, [quota]: "100000\n" });
    expect(without.unknown.cpus).toEqual([{ what: `cgroup ${quota}`, why: "cpu.cfs_period_us: it does not exist" }]);
    expect((await look({ ...base, [quota]: "-1\n" })).unknown.cpus).toEqual([]);
    const denied = await look({ ...base, [quota]: { failure: { code: "timeout", what: "timed out" } } });
    expect(denied.unknown.cpus).toEqual([{ what: `cgroup ${quota}`, why: "timed out" }]);
  });

  it("looks in the usual places when the list of mounts is missing", async () => {
    const { "/proc/self/mountinfo": _, ...files } = slurm;
    const { fences, unknown } = await look(files);
    expect(fences.memory.map(({ limit }) => limit)).toEqual([300, 300, 300]);
    expect(fences.cpus.map(({ limit }) => limit)).toEqual([2]);
    expect(unknown.memory).toEqual([]);
    const pure = await look({ "/proc/self/cgroup": "0::/a\n", "/sys/fs/cgroup/a/memory.max": "1048576\n" });
    expect(pure.fences.memory).toHaveLength(1);
  });
});

describe("probeCgroup on a broken node", () => {
  it("says what is missing on an empty tree", async () => {
    const { facts, fences, unknown } = await look({});
    expect(facts).toEqual({ layout: null, directory: null, ancestorsHidden: null, delegated: null, processes: [] });
    expect(fences).toEqual({ cpus: [], memory: [], swap: [], processes: [] });
    expect(unknown.memory).toEqual([
      { what: "/proc/self/cgroup", why: "it does not exist" },
      { what: "/proc/self/mountinfo", why: "it does not exist" },
    ]);
  });

  it.each(["", "\n"])("says that %j names no control group, and guesses at the mounted one", async (text) => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": text,
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/cgroup.procs": "",
      "/sys/fs/cgroup/memory.max": "1073741824\n",
    });
    expect(fences.memory).toHaveLength(1);
    expect(unknown.memory.map(({ why }) => why).slice(0, 2)).toEqual([
      "it names no control group",
      "/proc/self/cgroup does not name our group; the limits of the mounted group are taken",
    ]);
  });

  it("uses what is left of a file that was cut short", async () => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": "4:memory:/a\n3:cpu",
      "/proc/self/mountinfo": v1("memory"),
      "/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1073741824\n",
    });
    expect(fences.memory).toHaveLength(1);
    expect(unknown.cpus).toEqual([
      { what: "/proc/self/cgroup: a control group", why: '"3:cpu" is not ID:CONTROLLERS:PATH' },
    ]);
  });
});
