import { describe, expect, it } from "vitest";
import { parseBootTime, parseUptime } from "../../../src/parse/proc/boot-time.ts";
import { cpuLevel } from "../../../src/parse/proc/cpu-level.ts";
import { parseCpuinfo } from "../../../src/parse/proc/cpuinfo.ts";
import { elfMachine } from "../../../src/parse/proc/elf-machine.ts";
import { parseLimits } from "../../../src/parse/proc/limits.ts";
import { parseMeminfo } from "../../../src/parse/proc/meminfo.ts";
import { parseOsRelease } from "../../../src/parse/proc/os-release.ts";
import { loginName } from "../../../src/parse/proc/passwd.ts";
import { parseStatus } from "../../../src/parse/proc/status.ts";
import { isMapped, mapsEverything, parseIdMap } from "../../../src/parse/proc/uid-map.ts";

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

describe("parseStatus", () => {
  const status = [
    "Name:\tcat\nx",
    "Uid:\t1000\t1001\t1000\t1000",
    "Gid:\t100\t100\t100\t100",
    "CapEff:\t000001ffffffffff",
    "NoNewPrivs:\t1",
    "Seccomp:\t2",
    "Cpus_allowed:\tff",
    "Cpus_allowed_list:\t0-3,8",
  ].join("\n");

  it("reads effective ids, affinity and restrictions", () => {
    expect(parseStatus(status)).toEqual({
      uid: 1001,
      gid: 100,
      allowedCpus: {
        ok: true,
        value: {
          count: 5,
          ranges: [
            [0, 3],
            [8, 8],
          ],
        },
      },
      noNewPrivileges: true,
      seccomp: 2,
      systemAdministrator: true,
    });
  });

  it("falls back on the mask", () => {
    expect(parseStatus("Cpus_allowed:\t3\n").allowedCpus).toMatchObject({ ok: true, value: { count: 2 } });
    expect(parseStatus("Cpus_allowed:\t3\nCpus_allowed_list:\tjunk\n").allowedCpus).toMatchObject({
      ok: true,
      value: { count: 2 },
    });
  });

  it("says why there is no affinity", () => {
    expect(parseStatus("").allowedCpus).toEqual({ ok: false, error: "it has no line Cpus_allowed_list" });
    expect(parseStatus("Cpus_allowed_list:\t\n").allowedCpus).toEqual({
      ok: false,
      error: "Cpus_allowed_list is empty",
    });
    expect(parseStatus("Cpus_allowed_list:\t3-1\n").allowedCpus).toEqual({
      ok: false,
      error: 'the range "3-1" runs backwards',
    });
  });

  it("knows an ordinary user by his capabilities", () => {
    expect(parseStatus("CapEff:\t0000000000000000\n").systemAdministrator).toBe(false);
    expect(parseStatus("CapEff:\tzz\n").systemAdministrator).toBeNull();
  });

  it("takes nothing from lines that are cut or altered", () => {
    expect(parseStatus("Uid:\t1000\nGid:\tx\t1\t1\t1\nNoNewPrivs:\t\nSeccomp:\t-1")).toMatchObject({
      uid: null,
      gid: null,
      noNewPrivileges: null,
      seccomp: null,
    });
  });
});

describe("parseLimits", () => {
  const heading = "Limit                     Soft Limit           Hard Limit           Units     \n";
  it("reads names, both limits, and units that may be missing", () => {
    const text = `${heading}Max address space         17179869184          unlimited            bytes     \nMax nice priority         0                    0                    \n`;
    expect(parseLimits(text)).toEqual({
      limits: { "Max address space": { soft: 17179869184, hard: null }, "Max nice priority": { soft: 0, hard: 0 } },
      unknown: [],
    });
  });

  it("loses only the line that is broken", () => {
    const text = `${heading}Max open files            -1                   1024                 files     \nMax processes             10                   20                   processes \ngarbage\n`;
    const parsed = parseLimits(text);
    expect(parsed.limits).toEqual({ "Max processes": { soft: 10, hard: 20 } });
    expect(parsed.unknown.map(({ what }) => what)).toEqual(["Max open files", "a line"]);
  });
});

describe("parseIdMap", () => {
  it("tells the initial namespace from others", () => {
    const initial = parseIdMap("         0          0 4294967295\n");
    const rootless = parseIdMap("         0       1000          1\n         1     100000      65536\n");
    expect(initial.ok && mapsEverything(initial.value)).toBe(true);
    expect(rootless.ok && mapsEverything(rootless.value)).toBe(false);
    expect(rootless.ok && [0, 1, 65536, 65537].map((id) => isMapped(rootless.value, id))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("takes an empty map as one that maps nobody", () => {
    expect(parseIdMap("")).toEqual({ ok: true, value: [] });
  });

  it.each(["0 0", "0 0 -1", "a b c", "0 0 1 2", "0 0 1\n".repeat(341)])("refuses %j", (text) =>
    expect(parseIdMap(text).ok).toBe(false),
  );
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

describe("parseOsRelease", () => {
  it("reads plain, quoted and escaped values", () => {
    const text = [
      "# comment",
      'PRETTY_NAME="Rocky \\"Green\\" \\$5 \\\\ \\n"',
      "ID=rocky",
      "VERSION_ID='9.4'",
      "",
      "EMPTY=",
    ].join("\n");
    expect(parseOsRelease(text)).toEqual({ id: "rocky", version: "9.4", name: 'Rocky "Green" $5 \\ \\n', unknown: [] });
  });

  it("uses NAME where there is no PRETTY_NAME, and the last of two equal names", () => {
    expect(parseOsRelease("NAME=Alpine\nID=a\nID=alpine\n")).toMatchObject({ id: "alpine", name: "Alpine" });
  });

  it("runs nothing and expands nothing", () => {
    const parsed = parseOsRelease('ID=$(id)\nNAME="`id`"\nVERSION_ID="9\nPRETTY_NAME=a b\nrm -rf /\n');
    expect(parsed).toMatchObject({ id: null, version: null, name: null });
    expect(parsed.unknown.map(({ what }) => what)).toEqual(["ID", "NAME", "VERSION_ID", "PRETTY_NAME", "a line"]);
  });

  it("accepts CRLF and a byte order mark, and bounds a value", () => {
    expect(parseOsRelease("\ufeffID=debian\r\n").id).toBe("debian");
    expect(parseOsRelease(`ID=${"x".repeat(1000)}`).id).toHaveLength(200);
    expect(parseOsRelease("ID='a\tb\u001bc'").id).toBe("a?b?c");
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

describe("loginName", () => {
  const passwd = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nother:x:1000:1::/:/bin/sh\n";
  it("takes the first line with the id", () => expect(loginName(passwd, 1000)).toBe("alice"));
  it("is null for an unknown id", () => expect(loginName(passwd, 1)).toBeNull());
  it("refuses what cannot be a name", () => {
    expect(loginName("a b:x:5:5::/:/\n", 5)).toBeNull();
    expect(loginName(":x:5:5::/:/\n", 5)).toBeNull();
    expect(loginName("5", 5)).toBeNull();
  });
});
