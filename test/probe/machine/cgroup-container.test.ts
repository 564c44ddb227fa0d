import { describe, expect, it } from "vitest";
import { initialNamespace, limits, look, unlimitedV1, v1, v2 } from "./cgroup-node.ts";

const ownNamespace = { "/proc/self/ns/cgroup": { link: "cgroup:[4026532700]" } };

describe("probeCgroup in a container", () => {
  const pod = {
    "/proc/self/cgroup": "0::/\n",
    "/proc/self/mountinfo": v2("/", "ro"),
    "/sys/fs/cgroup/cpu.max": "350000 100000\n",
    "/sys/fs/cgroup/memory.max": "8589934592\n",
    "/sys/fs/cgroup/pids.max": "4096\n",
  };

  it("reads a pod's limits at the mount point and says that there may be smaller ones above", async () => {
    const { fences, unknown, facts } = await look(pod);
    expect(limits(fences.cpus)).toEqual([[3.5, "cgroup /sys/fs/cgroup/cpu.max"]]);
    expect(limits(fences.memory)).toEqual([[8192, "cgroup /sys/fs/cgroup/memory.max"]]);
    expect(facts).toMatchObject({ ancestorsHidden: true, directory: "/sys/fs/cgroup" });
    expect(unknown.memory.map(({ what }) => what)).toEqual(["ancestors of cgroup /sys/fs/cgroup"]);
    expect(unknown.cpus).toHaveLength(1);
  });

  it("does not call a namespace without limits unlimited", async () => {
    const { fences, unknown } = await look({
      ...ownNamespace,
      "/proc/self/cgroup": "0::/\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/memory.max": "max\n",
    });
    expect(fences.memory).toEqual([]);
    expect(unknown.memory).toMatchObject([{ what: "ancestors of cgroup /sys/fs/cgroup" }]);
  });

  it("takes the container's own directory from the mount's root", async () => {
    const path = "/kubepods/burstable/podX/id";
    const { fences, unknown } = await look({
      "/proc/self/cgroup": `4:memory:${path}\n3:cpu,cpuacct:${path}\n`,
      "/proc/self/mountinfo": v1("memory", path) + v1("cpu,cpuacct", path),
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    });
    expect(limits(fences.memory)).toEqual([[1024, "cgroup /sys/fs/cgroup/memory/memory.limit_in_bytes"]]);
    expect(limits(fences.cpus)).toEqual([[1.5, "cgroup /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us"]]);
    expect(unknown.memory).toMatchObject([{ what: "ancestors of cgroup /sys/fs/cgroup/memory" }]);
  });

  it("sees through the namespace where v1 tells the smallest limit of all ancestors", async () => {
    const { fences, unknown, facts } = await look({
      ...ownNamespace,
      "/proc/self/cgroup": "4:memory:/\n",
      "/proc/self/mountinfo": v1("memory"),
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": unlimitedV1,
      "/sys/fs/cgroup/memory/memory.stat": "cache 1\nhierarchical_memory_limit 2147483648\n",
    });
    expect(limits(fences.memory)).toEqual([
      [2048, "cgroup /sys/fs/cgroup/memory/memory.stat hierarchical_memory_limit"],
    ]);
    expect(unknown.memory).toEqual([]);
    expect(facts.ancestorsHidden).toBe(true);
  });

  it("says that limits are unknown where nothing is mounted", async () => {
    const { fences, unknown, facts } = await look({
      "/proc/self/cgroup": "0::/docker/abc\n",
      "/proc/self/mountinfo": "1 0 0:1 / / rw - overlay overlay rw\n",
    });
    expect(fences).toEqual({ cpus: [], memory: [], swap: [], processes: [] });
    expect(unknown.memory).toEqual([
      {
        what: "cgroup memory of /docker/abc",
        why: "its hierarchy (v2) is not mounted here, so its limits cannot be seen",
      },
    ]);
    expect(unknown.cpus).toHaveLength(2);
    expect(facts).toMatchObject({ layout: "v2", directory: null, ancestorsHidden: null, delegated: null });
  });

  it("knows that the root of the hierarchy has no limits, mounted or not", async () => {
    const { unknown } = await look({ ...initialNamespace, "/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": "" });
    expect(unknown.memory).toEqual([]);
  });

  it("takes a parent's limits where only the host's tree above us is mounted", async () => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": "0::/\n",
      "/proc/self/mountinfo": v2("/.."),
      "/sys/fs/cgroup/memory.max": "1073741824\n",
    });
    expect(fences.memory).toHaveLength(1);
    expect(unknown.memory.map(({ why }) => why)).toContain(
      "our group / is hidden by a cgroup namespace; only limits of an ancestor are seen",
    );
  });

  it("never follows a path out of the mount", async () => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": "0::/../../etc\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/etc/memory.max": "1048576\n",
      "/etc/memory.max": "1048576\n",
      "/sys/fs/cgroup/cgroup.procs": "",
      "/sys/fs/cgroup/memory.max": "2097152\n",
    });
    expect(limits(fences.memory)).toEqual([[2, "cgroup /sys/fs/cgroup/memory.max"]]);
    expect(unknown.memory[0]).toEqual({
      what: "cgroup memory of /../../etc",
      why: "our group /../../etc is not in what is mounted here; the limits of the mounted group are taken, which may be another's",
    });
  });

  it("does not believe a directory that is no control group", async () => {
    const { fences, unknown } = await look({
      "/proc/self/cgroup": "0::/../x\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/memory.max": "2097152\n",
    });
    expect(fences.memory).toEqual([]);
    expect(unknown.memory).toMatchObject([{ what: "cgroup memory of /../x" }]);
  });

  it("uses the ancestors that are there when our own group is not", async () => {
    const { fences, unknown, facts } = await look({
      "/proc/self/cgroup": "0::/a/b (deleted)\n",
      "/proc/self/mountinfo": v2(),
      "/sys/fs/cgroup/a/memory.max": "1073741824\n",
    });
    expect(fences.memory).toHaveLength(1);
    expect(facts.directory).toBeNull();
    expect(unknown.memory).toMatchObject([
      { why: "/sys/fs/cgroup/a/b is not there; only limits of its ancestors are seen" },
    ]);
  });
});
