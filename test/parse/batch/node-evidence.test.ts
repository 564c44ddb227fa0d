import { describe, expect, it } from "vitest";
import { epochSeconds } from "../../../src/model/units.ts";
import { cgroupOwners } from "../../../src/parse/batch/cgroup-owner.ts";
import { parseCtime, parseIsoTime, parseMonthDayTime } from "../../../src/parse/batch/civil-time.ts";
import { placeOfHost } from "../../../src/parse/batch/host-name.ts";
import { parseInstant } from "../../../src/parse/batch/instant.ts";
import { parseAbsolutePath, parseLabel } from "../../../src/parse/batch/label.ts";
import { parseProcessStat } from "../../../src/parse/batch/process-stat.ts";
import { devicesIn, numberIn, textIn } from "../../../src/parse/batch/slot-ads.ts";
import { parseWholeNumber } from "../../../src/parse/batch/whole-number.ts";
import { readValue } from "../../../src/parse/classad/literal.ts";

const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }) => (result.ok ? result.value : null);

describe("cgroupOwners", () => {
  it.each([
    ["/system.slice/slurmstepd.scope/job_1/step_batch/user/task_0", "slurm", "1", "batch"],
    ["/system.slice/n1_slurmstepd.scope/job_42/step_0", "slurm", "42", "0"],
    ["/slurm/uid_5001/job_7/step_extern/task_0", "slurm", "7", "extern"],
    ["/slurm_n1/uid_5001/job_2", "slurm", "2", null],
    ["/pbs_jobs.service/jobid/1234[7].pbs", "pbs", "1234[7].pbs", null],
    ["/torque/77.t", "torque", "77.t", null],
    ["/lsf/cluster1/job.322.1234.5678", "lsf", "322", null],
    ["/htcondor/condor_execute_slot1@n/x", "htcondor", null, null],
    ["/system.slice/condor.service/condor_execute_slot1_2@n.example.org", "htcondor", null, null],
    [
      "/kubepods/burstable/pod0b3a6e1c-7d5e-4f7a-9a3b-1c2d3e4f5a6b/c",
      "kubernetes",
      "0b3a6e1c-7d5e-4f7a-9a3b-1c2d3e4f5a6b",
      null,
    ],
    ["/kubepods/besteffort", "kubernetes", null, null],
  ])("knows whose %s is", (path, system, jobId, stepId) => {
    expect(cgroupOwners([path])).toEqual([{ system, jobId, stepId }]);
  });

  it.each([
    "/",
    "/system.slice/slurmd.service",
    "/user.slice/user-1000.slice/session-5.scope",
    "/job_1/step_0",
    "/slurm/uid_1/job_x",
    "/system.slice/condor.service",
    "/lsf",
    `/${"a/".repeat(3000)}slurm/job_1`,
  ])("knows nobody by %.40s", (path) => {
    expect(cgroupOwners([path])).toEqual([]);
  });

  it("joins the hierarchies of v1 and names each system once", () => {
    expect(cgroupOwners(["/slurm/uid_1/job_2/step_batch", "/slurm/uid_1/job_2", "/", "/kubepods/x"])).toEqual([
      { system: "slurm", jobId: "2", stepId: "batch" },
      { system: "kubernetes", jobId: null, stepId: null },
    ]);
  });
});

describe("times printed for people", () => {
  it("are read as UTC", () => {
    expect(value(parseIsoTime("2026-11-23T02:57:06"))).toBe(1_795_402_626);
    expect(value(parseCtime("Mon Nov 23 02:57:06 2026"))).toBe(1_795_402_626);
    expect(value(parseCtime("Sun Mar  1 00:00:00 2020"))).toBe(1_583_020_800);
    expect(value(parseIsoTime("1970-01-01T00:00:00"))).toBe(0);
    expect(value(parseIsoTime("2000-02-29T00:00:00"))).toBe(951_782_400);
    expect(value(parseIsoTime("2100-03-01T00:00:00"))).toBe(4_107_542_400);
  });

  it("are in the nearest year when they have none", () => {
    const newYear = epochSeconds(1_798_761_600);
    expect(value(parseMonthDayTime("Dec 31 23:00", newYear))).toBe(1_798_758_000);
    expect(value(parseMonthDayTime("Jan  1 01:00", epochSeconds(newYear - 60)))).toBe(1_798_765_200);
    expect(value(parseMonthDayTime("Feb 29 00:00", epochSeconds(1_709_000_000)))).toBe(1_709_164_800);
    expect(value(parseMonthDayTime("Nov 23 02:57:06 2026", newYear))).toBe(1_795_402_626);
  });

  it.each([
    "",
    "2026-13-01T00:00:00",
    "2026-02-29T00:00:00",
    "2026-01-01T24:00:00",
    "2026-01-01T00:60:00",
    "2026-1-1T0:0:0",
    "1969-01-01T00:00:00",
  ])("refuse %s", (text) => {
    expect(parseIsoTime(text).ok).toBe(false);
  });

  it.each(["", "Mon Foo 23 02:57:06 2026", "Mon Nov 31 02:57:06 2026", "Nov 23 02:57:06 2026"])("refuse %s", (text) => {
    expect(parseCtime(text).ok).toBe(false);
    expect(parseMonthDayTime("Foo 23 02:57", epochSeconds(0)).ok).toBe(false);
    expect(parseMonthDayTime("Feb 30 02:57", epochSeconds(0)).ok).toBe(false);
  });
});

describe("small values", () => {
  it("are whole numbers in their bounds", () => {
    expect(value(parseWholeNumber("08", 1, 10))).toBe(8);
    for (const text of ["", "0", "11", "-1", "+1", "1.0", "1e1", " 1", "0x8", "5-3", "8x5"])
      expect(parseWholeNumber(text, 1, 10)).toMatchObject({
        ok: false,
        error: expect.stringContaining("from 1 to 10"),
      });
  });

  it("are instants, and not milliseconds or durations", () => {
    expect(value(parseInstant("1795403226"))).toBe(1_795_403_226);
    for (const text of ["", "0", "86400", "1795403226000", "-1", "1795403226.5"])
      expect(parseInstant(text).ok).toBe(false);
  });

  it("are one line of text, or an absolute path", () => {
    expect(value(parseLabel("größe 1"))).toBe("größe 1");
    for (const text of ["", "a\nb", "a\u202Eb", "a\u2028", "x".repeat(256)]) expect(parseLabel(text).ok).toBe(false);
    expect(value(parseAbsolutePath("/a b//"))).toBe("/a b");
    expect(value(parseAbsolutePath("//"))).toBe("/");
    for (const text of ["", "a", "/a\nb", "/\0", "/\uFFFD", `/${"x".repeat(5000)}`])
      expect(parseAbsolutePath(text).ok).toBe(false);
  });

  it("find the exact host before one of the same first label", () => {
    expect(placeOfHost(["a", "a.x"], "a.x")).toBe(1);
    expect(placeOfHost(["b", "a"], "a.x")).toBe(1);
    expect(placeOfHost(["a.y"], "a.x")).toBe(-1);
  });
});

describe("parseProcessStat", () => {
  it("ends the name at the last parenthesis", () => {
    const line = `12 (a) (b\n) S 3 12 7 -1 -1 ${"0 ".repeat(13)}4567 8 9\n`;
    expect(value(parseProcessStat(line))).toEqual({
      pid: 12,
      name: "a) (b\n",
      parent: 3,
      session: 7,
      startTicks: 4567,
    });
  });

  it.each([
    "",
    "12 (a",
    "12 (a) S 1 2",
    `x (a) S 3 12 7 -1 -1 ${"0 ".repeat(13)}4567`,
    `12 (a) S -3 12 7 -1 -1 ${"0 ".repeat(13)}4567`,
  ])("refuses %.20s", (text) => {
    expect(parseProcessStat(text).ok).toBe(false);
  });
});

describe("values of a slot's ads", () => {
  const of = (text: string) => {
    const read = readValue(text);
    if (!read.ok) throw new Error(text);
    return read.value;
  };

  it("are numbers", () => {
    expect(value(numberIn(of("4.5"), 1, 10))).toBe(4.5);
    for (const text of ["-1", "11", '"4"', "true", "undefined", "error", "Foo", "10 * Foo"])
      expect(numberIn(of(text), 1, 10).ok).toBe(false);
  });

  it("are text on one line, or names of GPUs", () => {
    expect(value(textIn(of('"slot1@a"')))).toBe("slot1@a");
    for (const text of ['""', "1", `"${"x".repeat(2000)}"`]) expect(textIn(of(text)).ok).toBe(false);
    expect(value(devicesIn(of('"GPU-1a, GPU-2b"')))).toEqual(["GPU-1a", "GPU-2b"]);
    for (const text of ["1", '"$(rm)"']) expect(devicesIn(of(text)).ok).toBe(false);
  });
});
