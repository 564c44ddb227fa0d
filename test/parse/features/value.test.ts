import { describe, expect, test } from "vitest";
import type { FeatureId } from "../../../src/model/facts/features.ts";
import { parseFeature } from "../../../src/parse/features/value.ts";

const NOW = 1_790_000_000;
const DAY = 86_400;
const bytes = (content: string): Uint8Array => Buffer.from(content, "latin1");
const read = (id: FeatureId, content: string) => parseFeature(id, bytes(content), NOW);

describe("contents that GlideinWMS's reader let through, or misread", () => {
  const refused: readonly [name: string, content: string, reason: RegExp][] = [
    ["a subtraction", "5-3", /"5-3" is not a whole number/],
    ["two numbers", "4 8", /more than one value/],
    ["a number with a letter in it", "123x5", /not a whole number/],
    ["a hexadecimal number", "0x10", /not a whole number/],
    ["an exponent", "1e9", /not a whole number/],
    ["two lines", "1\n2\n", /"1\\n2" is more than one value/],
    ["digits around NUL bytes", "8\0\x009", /NUL byte at offset 1/],
    ["more than 64 bits", "99999999999999999999", /too large to be exact/],
    ["a UTF-8 byte order mark", "\xef\xbb\xbf8", /UTF-8 byte order mark/],
    ["UTF-16", "\xff\xfe8\0", /UTF-16 byte order mark/],
    ["UTF-16 of the other order", "\xfe\xff\x008", /UTF-16 byte order mark/],
    ["a command substitution", "$(id)", /not a whole number/],
    ["a macro", "$ENV(HOME)", /not a whole number/],
    ["a back-quoted command", "`id`", /not a whole number/],
    ["a shell pattern", "*", /not a whole number/],
    ["a login page", "<html>login please</html>", /HTML or XML page/],
    ["a page with a doctype", "\n<!DOCTYPE html>\n<html>", /HTML or XML page/],
    ["5 MB of a", "a".repeat(5_000_000), /larger than 4096 bytes/],
    ["a negative number", "-2", /"-2" is negative/],
    ["a sign", "+8", /not a whole number/],
    ["a fraction", "8.0", /has a fraction/],
    ["a decimal comma", "8,5", /has a fraction/],
    ["an unfinished fraction", "1.", /not a whole number/],
    ["a word", "garbage", /"garbage" is not a whole number; expected a whole number of processors from 1 to 65536/],
    ["zero processors", "0", /out of range/],
    ["too many processors", "65537", /out of range/],
    ["a vertical tab", "8\v", /control character 0x0b at offset 1/],
    ["a delete character", "8\x7f", /control character 0x7f/],
    ["a Latin-1 digit-like byte", "8\xb2", /byte 0xb2 at offset 1, which is not ASCII/],
    ["a no-break space", "\xa08", /byte 0xa0 at offset 0/],
    ["invalid UTF-8", "\xc3\x28", /byte 0xc3/],
  ];
  test.each(refused)("%s is invalid, and the reason says why", (_name, content, reason) => {
    const fact = read("machine.total_cpu", content);
    expect(fact).toMatchObject({ status: "invalid", value: null });
    expect(fact.reason).toMatch(reason);
    expect(fact.reason).toMatch(/^[ -~]{1,300}$/u);
    expect(fact.raw).toMatch(/^[ -~]*\n?$/u);
  });

  const accepted: readonly [name: string, content: string, value: number, reason: RegExp][] = [
    ["a plain number", "8", 8, /^$/],
    ["a line", "8\n", 8, /^$/],
    ["an empty line after it", "8\n\n", 8, /^$/],
    ["a DOS line end", "42\r\n", 42, /^$/],
    ["blanks and tabs around it", " \t42 \t", 42, /^$/],
    ["a leading zero", "08", 8, /leading zeros in "08": read as decimal/],
    ["the largest number of processors", "65536", 65_536, /^$/],
  ];
  test.each(accepted)("%s is a number", (_name, content, value, reason) => {
    const fact = read("job.allocated_cpu", content);
    expect(fact).toMatchObject({ status: "ok", value });
    expect(fact.reason).toMatch(reason);
  });
});

describe("what providers write for not set", () => {
  test.each(["-1", "-1\n", "-1.0"])("%j is missing, and the quirk is named", (content) => {
    const fact = read("job.shutdowntime_job", content);
    expect(fact).toMatchObject({ status: "missing", value: null, raw: content });
    expect(fact.reason).toMatch(/the provider wrote -1(\.0)?, which means not set/);
  });

  test.each(["", "\n", " ", "\r\n\t"])("the empty value %j is missing", (content) => {
    expect(read("machine.shutdowntime", content)).toMatchObject({
      status: "missing",
      value: null,
      reason: "the provider wrote an empty value, which means not set",
    });
  });

  test.each(["0", "0\n", "0.0", "000"])("the instant %j is missing: nobody means 1970", (content) => {
    const fact = read("machine.shutdowntime", content);
    expect(fact).toMatchObject({ status: "missing", value: null });
    expect(fact.reason).toContain(`the provider wrote ${content.trim()}, which means not set`);
  });
});

describe("instants", () => {
  test("a time near now is taken as it is", () => {
    expect(read("machine.shutdowntime", `${NOW + 1000}\n`)).toEqual({
      status: "ok",
      value: NOW + 1000,
      raw: `${NOW + 1000}\n`,
      reason: "",
    });
  });

  test("a fraction is dropped with a remark", () => {
    const fact = read("job.jobstart_secs", "1789999999.78");
    expect(fact).toMatchObject({ status: "ok", value: 1_789_999_999 });
    expect(fact.reason).toBe('fraction of "1789999999.78" dropped');
  });

  test("both remarks are kept when a time has leading zeros and a fraction", () => {
    expect(read("job.jobstart_secs", "01789999999.5").reason).toMatch(/leading zeros .*; fraction /);
  });

  test.each([
    ["1999999999999", /milliseconds/],
    ["1790000000000.5", /milliseconds/],
    ["1790000000000000", /microseconds/],
    ["1790000000000000000", /too large to be exact/],
    ["3600", /a duration, not a time/],
    ["08", /a duration, not a time/],
    [String(NOW + 400 * DAY + 1), /"\d+" is out of range; expected whole Unix seconds at most 400 days before/],
    [String(NOW - 400 * DAY - 1), /out of range;/],
    ["1.79e9", /not a whole number/],
    ["tomorrow", /not a whole number/],
  ])("%s is refused by name", (content, reason) => {
    const fact = read("job.shutdowntime_job", content);
    expect(fact).toMatchObject({ status: "invalid", value: null });
    expect(fact.reason).toMatch(reason);
  });

  test("the edges of the window belong to it", () => {
    expect(read("machine.shutdowntime", String(NOW + 400 * DAY)).status).toBe("ok");
    expect(read("machine.shutdowntime", String(NOW - 400 * DAY)).status).toBe("ok");
  });

  test("a job that runs has not started tomorrow; a clock may differ by a day", () => {
    expect(read("job.jobstart_secs", String(NOW + DAY)).status).toBe("ok");
    expect(read("job.jobstart_secs", String(NOW + DAY + 1)).status).toBe("invalid");
  });
});

describe("bytes", () => {
  test.each([
    ["job.max_rss_bytes", "16", /GB given as bytes/],
    ["job.max_rss_bytes", "16000", /MB given as bytes/],
    ["job.max_rss_bytes", "16777216", /kB given as bytes/],
    ["job.max_rss_bytes", "67108864", /kB given as bytes/],
    ["job.max_rss_bytes", "0", /out of range; expected/],
    ["job.max_rss_bytes", String(64 * 2 ** 40 + 1), /out of range;/],
    ["job.max_rss_bytes", "9223372036854771712", /the kernel's number for no limit/],
    ["job.max_rss_bytes", "18446744073709551615", /the kernel's number for no limit/],
    ["job.scratch_limit_bytes", "40000", /MB given as bytes/],
    ["job.scratch_limit_bytes", "9007199254740993", /too large to be exact/],
    ["job.max_swap_bytes", "1024", /MB given as bytes/],
  ] as const)("%s %s is a unit error", (id, content, reason) => {
    const fact = read(id, content);
    expect(fact.status).toBe("invalid");
    expect(fact.reason).toMatch(reason);
  });

  test.each([
    ["job.max_rss_bytes", 2_147_483_648],
    ["job.max_rss_bytes", 134_217_728],
    ["job.max_swap_bytes", 0],
    ["job.max_swap_bytes", 16_777_216],
    ["job.scratch_limit_bytes", 9_007_199_254_740_991],
  ] as const)("%s %d is a limit", (id, value) => {
    expect(read(id, String(value))).toMatchObject({ status: "ok", value, reason: "" });
  });
});

describe("durations", () => {
  test.each([
    ["job.wall_limit_secs", "48", /hours or days/],
    ["job.wall_limit_secs", "172800000", /milliseconds/],
    ["job.wall_limit_secs", "0", /out of range; expected/],
    ["job.cpu_limit_secs", "59", /hours or days/],
    ["machine.grace_secs", "34560001", /milliseconds/],
  ] as const)("%s %s is out of range", (id, content, reason) => {
    const fact = read(id, content);
    expect(fact.status).toBe("invalid");
    expect(fact.reason).toMatch(reason);
  });

  test.each([
    ["job.wall_limit_secs", 60],
    ["job.wall_limit_secs", 34_560_000],
    ["job.cpu_limit_secs", 345_600_000],
    ["machine.grace_secs", 0],
    ["job.grace_secs_job", 3600],
  ] as const)("%s %d is a duration", (id, value) => {
    expect(read(id, String(value))).toMatchObject({ status: "ok", value, reason: "" });
  });
});

describe("benchmarks", () => {
  test.each([
    ["123.45", 123.45, /^$/],
    ["10", 10, /^$/],
    ["9999999.999999", 9_999_999.999999, /^$/],
    ["0.5", 0.5, /^$/],
    ["13.333333333333334", 13.333333, /rounded to 6 decimal places/],
    ["007.5", 7.5, /leading zeros/],
  ])("%s is a benchmark", (content, value, reason) => {
    const fact = read("machine.hs06", content);
    expect(fact).toMatchObject({ status: "ok", value });
    expect(fact.reason).toMatch(reason);
  });

  test.each(["0", "0.0", "-3.5", "1e2", "12345678", ".5", "5.", "1.2.3", "NaN", "Infinity", "10,5"])(
    "%s is not",
    (content) => {
      expect(read("job.hs06_job", content)).toMatchObject({ status: "invalid", value: null });
    },
  );
});

describe("job ids", () => {
  test.each(["42", "123[7].server", "9b2e0d5e-7b1a-4d3c-8a55-000000000000", 'a"b\\c$(id)', "08"])(
    "%s is text and stays text",
    (content) => {
      expect(read("job.job_id", `${content}\n`)).toMatchObject({ status: "ok", value: content, reason: "" });
    },
  );

  test.each(["two words", "<html>login</html>", "n\xf6", "x".repeat(257)])("%s is not a job id", (content) => {
    expect(read("job.job_id", content)).toMatchObject({ status: "invalid", value: null });
  });
});

describe("what is shown of the bytes", () => {
  test.each([
    ["8\n", "8\n"],
    ["42\r\n", "42\\r\n"],
    ["1\n2\n", "1\\n2\n"],
    ["a\\b\tc\0\x80", "a\\\\b\\tc\\x00\\x80"],
    ["\x1b[31mred", "\\x1b[31mred"],
  ])("%j becomes %j", (content, raw) => {
    expect(read("machine.total_cpu", content).raw).toBe(raw);
  });

  test("only the beginning of a long value is shown, with its length", () => {
    expect(read("machine.total_cpu", "a".repeat(10_000_000)).raw).toBe(`${"a".repeat(256)}... (10000000 bytes)`);
  });

  test("a value of exactly the greatest size is read", () => {
    expect(read("machine.total_cpu", `8${" ".repeat(4095)}`)).toMatchObject({ status: "ok", value: 8 });
    expect(read("machine.total_cpu", `8${" ".repeat(4096)}`)).toMatchObject({ status: "invalid" });
  });
});
