import { expect, test } from "vitest";
import { featureFences } from "../../src/decide/feature-fences.ts";
import { everyFeature, type FeatureFact, type FeatureFacts, type FeatureId } from "../../src/model/facts/features.ts";

function features(given: Partial<Record<FeatureId, FeatureFact>>): FeatureFacts {
  return everyFeature(({ id }) => given[id] ?? { status: "missing", value: null, raw: null, reason: "" });
}
const ok = (value: number): FeatureFact => ({ status: "ok", value, raw: String(value), reason: "" });

test("without features there are no fences", () => {
  expect(featureFences(features({}))).toEqual({ cpus: [], memory: [], disk: [] });
});

test("each resource has the fences of its keys, sizes in whole MiB", () => {
  expect(
    featureFences(
      features({
        "machine.total_cpu": ok(64),
        "job.allocated_cpu": ok(8),
        "job.max_rss_bytes": ok(16_000_000_000),
        "job.scratch_limit_bytes": ok(42_949_672_960),
        "job.max_swap_bytes": ok(1_000_000_000),
      }),
    ),
  ).toEqual({
    cpus: [
      { limit: 8, from: "mjf allocated_cpu", kind: "feature" },
      { limit: 64, from: "mjf total_cpu", kind: "hardware" },
    ],
    memory: [{ limit: 15_258, from: "mjf max_rss_bytes", kind: "feature" }],
    disk: [{ limit: 40_960, from: "mjf scratch_limit_bytes", kind: "feature" }],
  });
});

test("two keys that contradict each other are both fences", () => {
  const { cpus } = featureFences(features({ "machine.total_cpu": ok(4), "job.allocated_cpu": ok(8) }));
  expect(cpus.map(({ limit }) => limit)).toEqual([8, 4]);
});

test("a stale value still counts and says its age; an invalid one does not", () => {
  const { cpus } = featureFences(
    features({
      "job.allocated_cpu": { ...ok(8), status: "stale", staleSince: 1_790_000_000 },
      "machine.total_cpu": { ...ok(64), status: "invalid" },
    }),
  );
  expect(cpus).toEqual([{ limit: 8, from: "mjf allocated_cpu (last read at 1790000000)", kind: "feature" }]);
});
