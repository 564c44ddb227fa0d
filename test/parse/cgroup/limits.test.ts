import { describe, expect, it } from "vitest";
import {
  parseCfsQuota,
  parseCpuMax,
  parseHierarchicalLimit,
  parseMemoryLimit,
  parsePidsMax,
  parseSwapLimit,
} from "../../../src/parse/cgroup/limits.ts";

const hostile = ["", "\n", "-1", "-9223372036854775808", "abc", "1e9", "12 34", "0x10", "8G", "NaN", "1".repeat(30)];
const notTwoNumbers = hostile.filter((text) => text !== "12 34");

describe("parseMemoryLimit", () => {
  it.each([
    ["524288000\n", 500],
    ["314572800", 300],
    ["1572863", 1],
    ["max\n", null],
    // v1: no limit, with pages of 4 KiB and of 64 KiB, and as old kernels have it.
    ["9223372036854771712\n", null],
    ["9223372036854710272\n", null],
    ["9223372036854775807\n", null],
    ["18446744073709551615\n", null],
  ])("%j is %s", (text, value) => expect(parseMemoryLimit(text)).toEqual({ ok: true, value }));

  it.each([...hostile, "0", "1048575", "max max", "Max", "unlimited"])("refuses %j", (text) =>
    expect(parseMemoryLimit(text).ok).toBe(false),
  );
});

describe("parseSwapLimit", () => {
  it("allows none at all", () => expect(parseSwapLimit("0\n")).toEqual({ ok: true, value: 0 }));
  it.each(hostile)("refuses %j", (text) => expect(parseSwapLimit(text).ok).toBe(false));
});

describe("parseCpuMax", () => {
  it.each([
    ["max 100000\n", null],
    ["250000 100000\n", 2.5],
    ["50000 100000\n", 0.5],
    ["100000 300000\n", 0.333333],
  ])("%j is %s", (text, value) => expect(parseCpuMax(text)).toEqual({ ok: true, value }));

  it.each([...notTwoNumbers, "200000", "max", "0 100000", "100000 0", "-1 100000", "1 2 3", "max max"])(
    "refuses %j",
    (text) => expect(parseCpuMax(text).ok).toBe(false),
  );
});

describe("parseCfsQuota", () => {
  it.each([
    ["-1\n", "100000\n", null],
    ["-1\n", "junk", null],
    ["400000\n", "100000\n", 4],
  ])("%j of %j is %s", (quota, period, value) => expect(parseCfsQuota(quota, period)).toEqual({ ok: true, value }));

  it.each([
    ["-2", "100000"],
    ["0", "100000"],
    ["100000", "0"],
    ["100000", ""],
    ["junk", "100000"],
  ])("refuses %j of %j", (quota, period) => expect(parseCfsQuota(quota, period).ok).toBe(false));
});

describe("parsePidsMax", () => {
  it("reads a number or max", () => {
    expect(parsePidsMax("4096\n")).toEqual({ ok: true, value: 4096 });
    expect(parsePidsMax("max\n")).toEqual({ ok: true, value: null });
  });
  it.each([...hostile, "0"])("refuses %j", (text) => expect(parsePidsMax(text).ok).toBe(false));
});

describe("parseHierarchicalLimit", () => {
  it("is one line among many", () => {
    expect(parseHierarchicalLimit("cache 5\nhierarchical_memory_limit 314572800\ntotal 1\n")).toEqual({
      ok: true,
      value: 300,
    });
    expect(parseHierarchicalLimit("cache 5\n")).toEqual({ ok: true, value: null });
    expect(parseHierarchicalLimit("hierarchical_memory_limit -4\n").ok).toBe(false);
  });
});
