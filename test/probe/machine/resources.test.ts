import { describe, expect, it } from "vitest";
import { type MemoryFile, MemoryHost } from "../../../src/host/memory-host.ts";
import { probeCgroup } from "../../../src/probe/machine/cgroup.ts";
import { probeClock } from "../../../src/probe/machine/clock.ts";
import { probeCpus } from "../../../src/probe/machine/cpus.ts";
import { probeLimits } from "../../../src/probe/machine/limits.ts";
import { probeMemory } from "../../../src/probe/machine/memory.ts";

const cpusOf = async (files: Record<string, MemoryFile>) => {
  const host = new MemoryHost({ files });
  return probeCpus(host, await probeCgroup(host));
};
const memoryOf = async (files: Record<string, MemoryFile>) => {
  const host = new MemoryHost({ files });
  return probeMemory(host, await probeCgroup(host), await probeLimits(host));
};
const bare = { "/proc/self/cgroup": "1:name=systemd:/\n", "/proc/self/mountinfo": "1 0 0:1 / / rw - ext4 d rw\n" };

describe("probeCpus", () => {
  it("counts what is online and what we may use of it", async () => {
    const { online, model, fences, unknown } = await cpusOf({
      ...bare,
      "/sys/devices/system/cpu/online": "0-63,128-191\n",
      "/proc/cpuinfo": "processor: 0\nmodel name: Big\n",
      "/proc/self/status": "Cpus_allowed_list:\t0-3,8\n",
    });
    expect({ online, model, unknown }).toEqual({ online: 128, model: "Big", unknown: [] });
    expect(fences).toEqual([
      { limit: 128, from: "/sys/devices/system/cpu/online", kind: "hardware" },
      { limit: 5, from: "affinity /proc/self/status Cpus_allowed_list", kind: "kernel" },
    ]);
  });

  it("counts processors where /sys is hidden", async () => {
    const { online, fences, unknown } = await cpusOf({
      ...bare,
      "/proc/cpuinfo": "processor\t: 0\nprocessor\t: 1\n",
      "/proc/self/status": "Cpus_allowed_list:\t0-1\n",
    });
    expect(online).toBe(2);
    expect(fences[0]).toEqual({ limit: 2, from: "/proc/cpuinfo", kind: "hardware" });
    expect(unknown).toEqual([]);
  });

  it("says what it could not understand and keeps the rest", async () => {
    const { online, fences, unknown } = await cpusOf({
      ...bare,
      "/sys/devices/system/cpu/online": "many\n",
      "/proc/cpuinfo": "processor\t: 0\n",
      "/proc/self/status": "Cpus_allowed_list:\t5-3\n",
    });
    expect(online).toBe(1);
    expect(fences).toHaveLength(1);
    expect(unknown).toEqual([
      { what: "/sys/devices/system/cpu/online", why: '"many" is not a CPU number or range (as in 0-3,8)' },
      { what: "affinity /proc/self/status Cpus_allowed_list", why: 'the range "5-3" runs backwards' },
    ]);
  });

  it("gives no number that it did not see", async () => {
    const { online, model, fences, unknown } = await cpusOf({});
    expect({ online, model, fences }).toEqual({ online: null, model: null, fences: [] });
    expect(unknown.map(({ what }) => what)).toEqual([
      "/sys/devices/system/cpu/online",
      "/proc/cpuinfo",
      "affinity /proc/self/status Cpus_allowed_list",
      "/proc/self/cgroup",
      "/proc/self/mountinfo",
    ]);
  });
});

describe("probeMemory", () => {
  it("has the node's memory and per-process limits as fences", async () => {
    const facts = await memoryOf({
      ...bare,
      "/proc/meminfo": "MemTotal: 67108864 kB\nMemAvailable: 1048576 kB\nSwapTotal: 2048 kB\n",
      "/proc/self/limits":
        "Max address space         17179869184          unlimited            bytes     \nMax data size             unlimited            unlimited            bytes     \nMax resident set          1048576              1048576              bytes     \n",
    });
    expect(facts).toEqual({
      totalMiB: 65536,
      availableMiB: 1024,
      swapTotalMiB: 2,
      fences: [
        { limit: 65536, from: "/proc/meminfo MemTotal", kind: "hardware" },
        { limit: 16384, from: "ulimit /proc/self/limits Max address space", kind: "kernel" },
      ],
      swapFences: [],
      ownMiB: 64,
      unknown: [],
    });
  });

  it("has the limits of the control groups among its fences", async () => {
    const facts = await memoryOf({
      "/proc/meminfo": "MemTotal: 67108864 kB\n",
      "/proc/self/cgroup": "0::/a\n",
      "/proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
      "/sys/fs/cgroup/a/memory.max": "1073741824\n",
      "/sys/fs/cgroup/a/memory.swap.max": "junk",
    });
    expect(facts.fences.map(({ limit }) => limit)).toEqual([65536, 1024]);
    expect(facts.unknown).toEqual([
      { what: "cgroup /sys/fs/cgroup/a/memory.swap.max", why: 'it is not a whole number ("junk")' },
    ]);
  });

  it("says which line of /proc/meminfo is missing or broken", async () => {
    expect((await memoryOf({ ...bare, "/proc/meminfo": "" })).unknown).toEqual([
      { what: "/proc/meminfo MemTotal", why: "it has no such line" },
    ]);
    expect((await memoryOf({ ...bare, "/proc/meminfo": "MemTotal: lots\n" })).unknown).toEqual([
      { what: "/proc/meminfo MemTotal", why: '"MemTotal: lots" is not "MemTotal: N kB"' },
    ]);
    expect((await memoryOf(bare)).unknown).toEqual([{ what: "/proc/meminfo", why: "it does not exist" }]);
  });
});

describe("probeClock", () => {
  it("takes the kernel's boot time, else counts back", async () => {
    const now = 1_800_000_000.5;
    const stat = { "/proc/stat": "cpu 1\nbtime 1700000000\n", "/proc/uptime": "5 5\n" };
    expect(await probeClock(new MemoryHost({ files: stat, now }))).toEqual({ now, bootTime: 1_700_000_000 });
    const uptime = { "/proc/uptime": "100.25 5\n" };
    expect(await probeClock(new MemoryHost({ files: uptime, now }))).toEqual({ now, bootTime: 1_799_999_900 });
    expect(await probeClock(new MemoryHost({ now }))).toEqual({ now, bootTime: null });
  });
});
