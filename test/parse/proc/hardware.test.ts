import { describe, expect, it } from "vitest";
import { parseBootTime, parseUptime } from "../../../src/parse/proc/boot-time.ts";
import { cpuLevel } from "../../../src/parse/proc/cpu-level.ts";
import { parseCpuinfo } from "../../../src/parse/proc/cpuinfo.ts";
import { elfMachine } from "../../../src/parse/proc/elf-machine.ts";
import { parseMeminfo } from "../../../src/parse/proc/meminfo.ts";

describe("parseMeminfo", () => {
  it("gives whole MiB", () => {
    const text =
      "MemTotal:       16384999 kB\nMemFree:  1 kB\nMemAvailable:   8388608 kB\nSwapTotal:             0 kB\n";
    expect(parseMeminfo(text)).toEqual({ totalMiB: 16000, availableMiB: 8192, swapTotalMiB: 0, unknown: [] });
  });

  it("loses only the line that is broken", () => {
    expect(parseMeminfo("MemTotal: -5 kB\nSwapTotal: 2048 kB\n")).toEqual({
      totalMiB: null,
      availableMiB: null,
      swapTotalMiB: 2,
      unknown: [{ what: "MemTotal", why: '"MemTotal: -5 kB" is not "MemTotal: N kB"' }],
    });
  });

  it.each(["MemTotal: 5 MB", "MemTotal: 5", "MemTotal: 0x5 kB", "MemTotal: 1e9 kB", "MemTotal:"])(
    "refuses %j",
    (line) => expect(parseMeminfo(line)).toMatchObject({ totalMiB: null, unknown: [{ what: "MemTotal" }] }),
  );

  it("takes no other name for a field, not even one of Object's", () => {
    expect(parseMeminfo("constructor: 5 kB\n__proto__: 5 kB\nmemtotal: 5 kB\nno colon")).toEqual({
      totalMiB: null,
      availableMiB: null,
      swapTotalMiB: null,
      unknown: [],
    });
  });
});

describe("parseCpuinfo", () => {
  const x86 = (flags: string): string =>
    `processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R)  Xeon(R)\nflags\t\t: ${flags}\n\n`;

  it("reads processors, model and features of x86", () => {
    const parsed = parseCpuinfo(x86("fpu lm sse2") + x86("fpu lm sse2"));
    expect(parsed).toEqual({
      processors: 2,
      model: "Intel(R) Xeon(R)",
      features: new Set(["fpu", "lm", "sse2"]),
      architecture: "x86_64",
    });
  });

  it("keeps only the features that all processors have", () => {
    expect([...parseCpuinfo(x86("lm avx avx2") + x86("lm avx") + x86("avx lm sse2")).features].sort()).toEqual([
      "avx",
      "lm",
    ]);
  });

  it.each([
    ["processor\t: 0\nFeatures\t: fp asimd\nCPU architecture: 8\n", "aarch64"],
    ["processor\t: 0\ncpu\t\t: POWER9, altivec supported\n", "ppc64le"],
    ["vendor_id       : IBM/S390\nprocessor 0: version = FF,  identification = 1\n", "s390x"],
    ["nothing\n", null],
  ])("knows the architecture of %j", (text, architecture) =>
    expect(parseCpuinfo(text).architecture).toBe(architecture),
  );

  it("says null, not 0, when no processor is listed", () => {
    expect(parseCpuinfo("")).toEqual({ processors: null, model: null, features: new Set(), architecture: null });
  });

  it("makes a model name printable", () => {
    expect(parseCpuinfo("model name: a\u0007b\n").model).toBe("a?b");
    expect(parseCpuinfo("model name:   \n").model).toBeNull();
  });
});

describe("cpuLevel", () => {
  const v1 = "lm cmov cx8 fpu fxsr mmx syscall sse sse2";
  const v2 = `${v1} cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3`;
  const v3 = `${v2} avx avx2 bmi1 bmi2 f16c fma abm movbe xsave`;
  const v4 = `${v3} avx512f avx512bw avx512cd avx512dq avx512vl`;
  it.each([
    ["", null],
    [v1, "x86-64-v1"],
    [v2, "x86-64-v2"],
    [v3, "x86-64-v3"],
    [v4, "x86-64-v4"],
    // A virtual machine that hides one feature of v2 but shows AVX2 is a v1.
    [v3.replace("popcnt ", ""), "x86-64-v1"],
    [v4.replace(" bmi2", ""), "x86-64-v2"],
  ])("of %j", (features, level) => expect(cpuLevel(new Set(features.split(" ")))).toBe(level));
});

describe("boot time", () => {
  it("is the btime of /proc/stat", () => {
    expect(parseBootTime("cpu 1 2\nbtime 1795403713\nprocesses 5\n")).toBe(1795403713);
  });
  it.each(["", "btime\n", "btime 0\n", "btime -5\n", "xbtime 17\n", "btime 17x\n"])("is not in %j", (text) =>
    expect(parseBootTime(text)).toBeNull(),
  );
  it("can be counted back from the uptime", () => {
    expect(parseUptime("350735.47 234388.90\n")).toBe(350735.47);
    expect(parseUptime("-1 2")).toBeNull();
    expect(parseUptime("")).toBeNull();
  });
});

describe("elfMachine", () => {
  const header = (bits: number, order: number, machine: number): Uint8Array => {
    const bytes = new Uint8Array(64);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, bits, order]);
    new DataView(bytes.buffer).setUint16(18, machine, order === 1);
    return bytes;
  };
  it.each([
    [2, 1, 62, "x86_64"],
    [2, 1, 183, "aarch64"],
    [2, 2, 22, "s390x"],
    [1, 1, 3, "i686"],
    [1, 1, 62, null],
    [2, 1, 999, null],
  ])("class %i, order %i, machine %i is %s", (bits, order, machine, name) =>
    expect(elfMachine(header(bits, order, machine))).toBe(name),
  );
  it("is null for what is no program", () => {
    expect(elfMachine(new Uint8Array())).toBeNull();
    expect(elfMachine(new TextEncoder().encode("#!/bin/sh\nexit 0 # some text\n"))).toBeNull();
    expect(elfMachine(header(2, 1, 62).subarray(0, 19))).toBeNull();
  });
});
