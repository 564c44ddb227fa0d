import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { featureDeadlines, type JobTiming } from "../../src/decide/feature-deadlines.ts";
import { everyFeature, type FeatureFacts, type FeatureId } from "../../src/model/facts/features.ts";

const START = 1_790_000_000;
const timing: JobTiming = { startedAt: START, batchStartAt: null, cpusAllocated: null };

function features(given: Partial<Record<FeatureId, number>>): FeatureFacts {
  return everyFeature(({ id }) => {
    const value = given[id];
    return value === undefined
      ? { status: "missing", value: null, raw: null, reason: "" }
      : { status: "ok", value, raw: String(value), reason: "" };
  });
}

test("without features nothing ends and nothing is ignored", () => {
  expect(featureDeadlines(features({}), timing)).toEqual({ rows: [], ignored: [] });
});

describe("the wall limit", () => {
  const limit = { "job.wall_limit_secs": 86_400 };

  test("counts from jobstart_secs, before the batch system's own start", () => {
    const given = features({ ...limit, "job.jobstart_secs": START - 300 });
    expect(featureDeadlines(given, { ...timing, batchStartAt: START - 100 }).rows).toEqual([
      { key: "wall_limit_secs", at: START + 86_100, from: "mjf wall_limit_secs after jobstart_secs" },
    ]);
  });

  test("counts from the batch job's start when jobstart_secs has no value", () => {
    expect(featureDeadlines(features(limit), { ...timing, batchStartAt: START - 100 }).rows).toEqual([
      { key: "wall_limit_secs", at: START + 86_300, from: "mjf wall_limit_secs after the start of the batch job" },
    ]);
  });

  test("counts from our own start when nothing says when the job started, for it was no later", () => {
    const { rows } = featureDeadlines(features(limit), timing);
    expect(rows).toMatchObject([{ at: START + 86_400, from: expect.stringMatching(/our own start, as no job start/) }]);
  });

  test("never counts from a start in our future", () => {
    const { rows } = featureDeadlines(features({ ...limit, "job.jobstart_secs": START + 500 }), timing);
    expect(rows).toMatchObject([{ at: START + 86_400, from: expect.stringMatching(/as jobstart_secs is later/) }]);
  });
});

describe("the CPU limit", () => {
  const limit = { "job.cpu_limit_secs": 700_000, "job.jobstart_secs": START };

  test("is shared by the CPUs that the slot was granted", () => {
    const given = features({ ...limit, "job.allocated_cpu": 16 });
    expect(featureDeadlines(given, { ...timing, cpusAllocated: 8 }).rows).toEqual([
      { key: "cpu_limit_secs", at: START + 87_500, from: "mjf cpu_limit_secs ÷ 8 CPUs after jobstart_secs" },
    ]);
  });

  test("is shared by allocated_cpu when nothing else is known", () => {
    const { rows } = featureDeadlines(features({ ...limit, "job.allocated_cpu": 7 }), timing);
    expect(rows).toMatchObject([{ at: START + 100_000 }]);
  });

  test.each([null, 0])("is not used, and this is said, when the CPUs are %s", (cpusAllocated) => {
    const { rows, ignored } = featureDeadlines(features(limit), { ...timing, cpusAllocated });
    expect(rows).toEqual([]);
    expect(ignored).toMatchObject([{ key: "cpu_limit_secs", why: expect.stringMatching(/CPUs is unknown/) }]);
  });
});

describe("shutdown times", () => {
  test("of the machine and of the job are ends of their own", () => {
    const given = features({ "machine.shutdowntime": START + 5000, "job.shutdowntime_job": START + 4000 });
    expect(featureDeadlines(given, timing).rows).toEqual([
      { key: "shutdowntime", at: START + 5000, from: "mjf shutdowntime" },
      { key: "shutdowntime_job", at: START + 4000, from: "mjf shutdowntime_job" },
    ]);
  });

  test.each([0, START - 500_000, START])("before or at our start are ignored with a warning: %d", (at) => {
    const { rows, ignored } = featureDeadlines(features({ "job.shutdowntime_job": at }), timing);
    expect(rows).toEqual([]);
    expect(ignored).toEqual([
      {
        key: "shutdowntime_job",
        why: `shutdowntime_job ${at} is ignored: it was over before this pilot started at ${START}`,
      },
    ]);
  });

  test("that one scope leaves in the past do not hide the other scope's", () => {
    const given = features({ "machine.shutdowntime": 1, "job.shutdowntime_job": START + 1 });
    const { rows, ignored } = featureDeadlines(given, timing);
    expect(rows).toMatchObject([{ key: "shutdowntime_job", at: START + 1 }]);
    expect(ignored).toMatchObject([{ key: "shutdowntime" }]);
  });
});

test("more of a limit never ends the job earlier", () => {
  const amount = fc.integer({ min: 60, max: 10_000_000 });
  fc.assert(
    fc.property(amount, fc.nat(1_000_000), fc.integer({ min: 1, max: 256 }), (limit, more, cpusAllocated) => {
      const at = (id: FeatureId, value: number): number | undefined =>
        featureDeadlines(features({ [id]: value }), { ...timing, cpusAllocated }).rows[0]?.at;
      for (const id of ["job.wall_limit_secs", "job.cpu_limit_secs"] as const) {
        expect(at(id, limit + more)).toBeGreaterThanOrEqual(at(id, limit) ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});
