import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { controllers, hierarchyOf } from "../../src/parse/cgroup/hierarchy.ts";
import { parseCfsQuota, parseCpuMax, parseHierarchicalLimit, parseMemoryLimit } from "../../src/parse/cgroup/limits.ts";
import { parseSelfCgroup } from "../../src/parse/cgroup/self-cgroup.ts";
import { visiblePath } from "../../src/parse/cgroup/visible-path.ts";
import { parseKfdBank, parseKfdProperties } from "../../src/parse/gpu/kfd.ts";
import { parseNvidiaInformation, parseNvidiaList, parseNvidiaMemory } from "../../src/parse/gpu/nvidia-smi.ts";
import { parseVisibleDevices, visibilityVariables } from "../../src/parse/gpu/visible-devices.ts";
import { parseBootTime, parseUptime } from "../../src/parse/proc/boot-time.ts";
import { parseCpuList, parseCpuMask } from "../../src/parse/proc/cpu-list.ts";
import { parseCpuinfo } from "../../src/parse/proc/cpuinfo.ts";
import { elfMachine } from "../../src/parse/proc/elf-machine.ts";
import { parseLimits } from "../../src/parse/proc/limits.ts";
import { parseMeminfo } from "../../src/parse/proc/meminfo.ts";
import { mountOf } from "../../src/parse/proc/mount-of.ts";
import { parseMountinfo } from "../../src/parse/proc/mountinfo.ts";
import { parseOsRelease } from "../../src/parse/proc/os-release.ts";
import { loginName } from "../../src/parse/proc/passwd.ts";
import { parseStatus } from "../../src/parse/proc/status.ts";
import { parseIdMap } from "../../src/parse/proc/uid-map.ts";
import { parseWholeNumber } from "../../src/parse/proc/whole-number.ts";
import { parseQuotaReport } from "../../src/parse/quota.ts";
import { probeCgroup } from "../../src/probe/machine/cgroup.ts";
import { probeCpus } from "../../src/probe/machine/cpus.ts";
import { probeLimits } from "../../src/probe/machine/limits.ts";
import { probeMemory } from "../../src/probe/machine/memory.ts";
import { cpuTime } from "../cpu-time.ts";

/** Bytes as a probe sees them, with pieces that get a parser beyond its first test. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("utf8")),
  fc
    .array(
      fc.constantFrom(
        ..."0123456789-,:/. \t\n\0#=\"'\\*[]()".split(""),
        ..."max -1 9223372036854771712 kB MemTotal: btime Uid: Cpus_allowed_list: 0-3 0::/ 4:memory:/ /../.. - cgroup2 cgroup".split(
          " ",
        ),
        ..."processor flags: lm unlimited Max GPU-1 MIG-2 hierarchical_memory_limit simd_count unique_id ID= é \ud800 \ufeff".split(
          " ",
        ),
      ),
      { maxLength: 60 },
    )
    .map((pieces) => pieces.join("")),
);

const parsers: readonly ((text: string) => unknown)[] = [
  parseWholeNumber,
  parseCpuList,
  parseCpuMask,
  parseCpuinfo,
  parseMeminfo,
  parseStatus,
  parseLimits,
  parseIdMap,
  parseBootTime,
  parseUptime,
  parseOsRelease,
  parseMountinfo,
  parseSelfCgroup,
  parseMemoryLimit,
  parseCpuMax,
  (text) => parseCfsQuota(text, text),
  parseHierarchicalLimit,
  parseQuotaReport,
  parseNvidiaList,
  parseNvidiaMemory,
  parseNvidiaInformation,
  parseKfdProperties,
  parseKfdBank,
  (text) => loginName(text, 0),
  (text) => visibilityVariables.map(({ name }) => parseVisibleDevices(name, text)),
];

describe("parsers of kernel files", () => {
  it("answer whatever they are given", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const parse of parsers) expect(() => parse(text)).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => elfMachine(bytes)).not.toThrow();
      }),
    );
  });

  it("take no more than linear time for text that invites more", () => {
    const long = [" ", "\t", "0", "0,", "a ", "\n", ": ", "- ", "0-0,", "\\040", '"\\', "/..", "f,"].map((piece) =>
      piece.repeat(100_000),
    );
    const cost = cpuTime(() => {
      for (const text of long) for (const parse of parsers) parse(`${text}x`);
    });
    expect(cost).toBeLessThan(8000);
  });

  it("give no limit that is negative or no number", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const limit of [parseMemoryLimit(text), parseCpuMax(text), parseCfsQuota(text, text)]) {
          if (limit.ok && limit.value !== null) expect(limit.value).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("count every CPU of a list once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 50 }), (cpus) => {
        const parsed = parseCpuList(cpus.join(","));
        expect(parsed.ok && parsed.value.count).toBe(new Set(cpus).size);
      }),
    );
  });

  it("agree on a list and on the mask of the same CPUs", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { minLength: 1 }), (cpus) => {
        const words = [...Array(4).keys()].map((word) =>
          cpus.reduce((bits, cpu) => (Math.floor(cpu / 32) === word ? bits + 2 ** (cpu % 32) : bits), 0).toString(16),
        );
        expect(parseCpuMask(words.reverse().join(","))).toEqual(parseCpuList(cpus.join(",")));
      }),
    );
  });
});

describe("control group paths", () => {
  const path = fc
    .array(fc.constantFrom("..", ".", "a", "b", "", "a b", "..."), { maxLength: 8 })
    .map((names) => `/${names.join("/")}`);

  it("never lead out of the mount", () => {
    fc.assert(
      fc.property(path, path, (root, own) => {
        const shown = visiblePath(root, own);
        if (shown.kind === "own") for (const name of shown.below) expect(["..", ".", ""]).not.toContain(name);
        const { mounts } = parseMountinfo(`1 0 0:1 ${root.replaceAll(" ", "\\040")} /cg rw - cgroup2 c rw\n`);
        const { memberships } = parseSelfCgroup(`0::${own}\n`);
        for (const controller of controllers)
          for (const { directories } of hierarchyOf(controller, memberships, mounts)?.views ?? [])
            for (const directory of directories)
              expect(`${directory}/`).toMatch(/^\/cg\/(?!\.\.\/)(?:(?!\/\.\.\/).)*$/u);
      }),
    );
  });
});

describe("mountOf", () => {
  it("ends, and names a mount that holds the path", () => {
    const line = fc
      .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom("/", "/a", "/a/b", "/c"))
      .map(([id, parent, point]) => `${id} ${parent} 0:1 / ${point} rw - t s rw`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("/", "/a/b/c", "/c", "/d"), (lines, path) => {
        const point = mountOf(parseMountinfo(lines.join("\n")).mounts, path)?.point;
        if (point !== undefined) expect(`${path}/`.startsWith(point === "/" ? "/" : `${point}/`)).toBe(true);
      }),
    );
  });
});

describe("probes of the machine", () => {
  const files = [
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/proc/self/status",
    "/proc/self/limits",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/sys/devices/system/cpu/online",
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/a/memory.max",
    "/sys/fs/cgroup/a/cpu.max",
    "/sys/fs/cgroup/a/cpuset.cpus.effective",
  ];

  it("give facts for any tree, and only limits that a file can have", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...files), hostile, { noNullPrototype: true }), async (tree) => {
        const host = new MemoryHost({ files: tree, mode: "tree" });
        const cgroup = await probeCgroup(host);
        const cpus = await probeCpus(host, cgroup);
        const memory = await probeMemory(host, cgroup, await probeLimits(host));
        for (const { limit } of [...cpus.fences, ...memory.fences])
          expect(Number.isFinite(limit) && limit >= 0).toBe(true);
        for (const { what, why } of [...cpus.unknown, ...memory.unknown]) expect(what !== "" && why !== "").toBe(true);
      }),
    );
  });

  it("keep a good limit whatever the files beside it hold", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, other) => {
        const host = new MemoryHost({
          files: {
            "/proc/self/cgroup": "0::/job/step\n",
            "/proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
            "/sys/fs/cgroup/job/memory.max": "524288000\n",
            "/sys/fs/cgroup/job/cpu.max": one,
            "/sys/fs/cgroup/job/step/memory.max": other,
            "/sys/fs/cgroup/job/step/memory.high": one,
          },
        });
        const { fences } = await probeCgroup(host);
        expect(fences.memory).toContainEqual({
          limit: 500,
          from: "cgroup /sys/fs/cgroup/job/memory.max",
          kind: "kernel",
        });
      }),
    );
  });
});
