import { describe, expect, test } from "vitest";
import { legacyKeys, parseLegacyFeature } from "../../../src/parse/features/hint.ts";

function hint(key: string, content: string) {
  const legacy = legacyKeys.find((one) => one.key === key);
  if (legacy === undefined) throw new Error(`no legacy key ${key}`);
  return parseLegacyFeature(legacy, Buffer.from(content, "latin1"));
}

describe("legacy keys", () => {
  test("are given in the unit of their successor, and named as hints", () => {
    expect(hint("mem_limit_MB", "2147\n")).toEqual({
      status: "ok",
      value: 2_147_000_000,
      raw: "2147\n",
      reason: "legacy key mem_limit_MB: a hint for job.max_rss_bytes, not a limit",
    });
    expect(hint("disk_limit_GB", "20").value).toBe(20_000_000_000);
    expect(hint("allocated_CPU", "4").value).toBe(4);
    expect(hint("wall_limit_secs_lrms", "86400").value).toBe(86_400);
  });

  test("a value that cannot be its successor's is invalid: GB where MB belong, no cores", () => {
    expect(hint("mem_limit_MB", "2")).toMatchObject({ status: "invalid", value: null });
    expect(hint("log_cores", "0").reason).toMatch(/as machine.total_cpu: "0" is out of range/);
    expect(hint("jobslots", "many")).toMatchObject({ status: "invalid", value: null });
    expect(hint("disk_limit_GB", "9007199254740991").reason).toMatch(/too large to be exact/);
  });

  test("-1 and empty are not set here too", () => {
    expect(hint("jobslots", "-1")).toMatchObject({ status: "missing", value: null });
    expect(hint("phys_cores", "\n")).toMatchObject({ status: "missing", value: null });
  });

  test("the shutdown command of a site is not even read", () => {
    expect(legacyKeys.map(({ key }) => key)).not.toContain("shutdown_command");
  });
});
