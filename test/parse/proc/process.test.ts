import { describe, expect, it } from "vitest";
import { parseLimits } from "../../../src/parse/proc/limits.ts";
import { parseOsRelease } from "../../../src/parse/proc/os-release.ts";
import { loginName } from "../../../src/parse/proc/passwd.ts";
import { parseStatus } from "../../../src/parse/proc/status.ts";
import { isMapped, mapsEverything, parseIdMap } from "../../../src/parse/proc/uid-map.ts";

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
