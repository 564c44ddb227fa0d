import { expect, test } from "vitest";
import { decideDrain } from "../../src/decide/drain-attributes.ts";
import { everyFeature, type FeatureFacts, type FeatureId } from "../../src/model/facts/features.ts";

const plannedAt = 1_790_000_000;
const lifetime = { retireAt: plannedAt + 10_000, dieAt: plannedAt + 17_200 };
const features = (given: Partial<Record<FeatureId, number>>): FeatureFacts =>
  everyFeature(({ id }) =>
    given[id] === undefined
      ? { status: "missing", value: null, raw: null, reason: "" }
      : { status: "ok", value: given[id], raw: String(given[id]), reason: "" },
  );
const drain = (given: Partial<Record<FeatureId, number>>, now = plannedAt) => {
  const { draining, preempt } = decideDrain({ features: features(given), lifetime, plannedAt, now });
  return [draining, preempt];
};

test("a node that announced nothing, or what was over before we came, does not drain", () => {
  expect(drain({})).toEqual([false, false]);
  expect(drain({ "machine.shutdowntime": plannedAt - 1 })).toEqual([false, false]);
});

test("a node drains as soon as the longest job does not fit before the earlier shutdown", () => {
  expect(drain({ "machine.shutdowntime": plannedAt + 7_200 })).toEqual([false, false]);
  expect(drain({ "machine.shutdowntime": plannedAt + 90_000, "job.shutdowntime_job": plannedAt + 7_199 })).toEqual([
    true,
    false,
  ]);
});

test("jobs are to leave half an hour before, and when the time has passed", () => {
  const given = { "job.shutdowntime_job": plannedAt + 20_000 };
  expect(drain(given, plannedAt + 18_200)).toEqual([true, false]);
  expect(drain(given, plannedAt + 18_201)).toEqual([true, true]);
  expect(drain(given, plannedAt + 30_000)).toEqual([true, true]);
});
