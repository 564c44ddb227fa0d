import { describe, expect, it } from "vitest";
import { parseCpuList, parseCpuMask } from "../../../src/parse/proc/cpu-list.ts";
import { parseWholeNumber } from "../../../src/parse/proc/whole-number.ts";

describe("parseWholeNumber", () => {
  it.each([
    ["0\n", 0],
    ["8", 8],
    [" 12 \r\n", 12],
    ["9223372036854771712\n", 9223372036854771712],
  ])("reads %j", (text, value) => expect(parseWholeNumber(text)).toEqual({ ok: true, value }));

  it.each([
    ["", "it is empty"],
    ["\n", "it is empty"],
    ["-1", 'it is negative ("-1")'],
    ["1e3", 'it is not a whole number ("1e3")'],
    ["0x10", 'it is not a whole number ("0x10")'],
    ["5\n6", 'it is not a whole number ("5\\n6")'],
    ["1.5", 'it is not a whole number ("1.5")'],
    ["٣", 'it is not a whole number ("٣")'],
    ["1".repeat(21), `it has more than 20 digits ("${"1".repeat(21)}")`],
  ])("refuses %j", (text, error) => expect(parseWholeNumber(text)).toEqual({ ok: false, error }));
});

describe("parseCpuList", () => {
  it("counts ranges and single CPUs", () => {
    expect(parseCpuList("0-3,8\n")).toEqual({
      ok: true,
      value: {
        count: 5,
        ranges: [
          [0, 3],
          [8, 8],
        ],
      },
    });
  });

  it("counts a CPU once, however often it is named", () => {
    expect(parseCpuList("4,0-2,1-3,2")).toEqual({ ok: true, value: { count: 5, ranges: [[0, 4]] } });
  });

  it("takes empty text as no CPU", () => {
    expect(parseCpuList("\n")).toEqual({ ok: true, value: { count: 0, ranges: [] } });
  });

  it.each(["0-", "-3", "a", "0,,1", "0-3:1/2", "0 1", "3-1", "1048576", "99999999", "0-1-2", "<html>"])(
    "refuses %j",
    (text) => expect(parseCpuList(text).ok).toBe(false),
  );

  it("refuses a list that never ends", () => {
    expect(parseCpuList("0,".repeat(70_000)).ok).toBe(false);
  });
});

describe("parseCpuMask", () => {
  it("reads words of 32 bits, the highest first", () => {
    expect(parseCpuMask("00000001,8000000f\n")).toEqual({
      ok: true,
      value: {
        count: 6,
        ranges: [
          [0, 3],
          [31, 32],
        ],
      },
    });
  });

  it.each(["", "xyz", "123456789", "1,,1", "1,".repeat(1024) + "1"])("refuses %j", (text) =>
    expect(parseCpuMask(text).ok).toBe(false),
  );
});
