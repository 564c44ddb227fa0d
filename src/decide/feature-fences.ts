import type { FeatureFacts, FeatureId } from "../model/facts/features.ts";
import { featureNumber } from "../model/facts/features.ts";
import type { Fence } from "../model/facts/fence.ts";
import { mebibytesFromBytes } from "../model/units.ts";

export interface FeatureFences {
  readonly cpus: readonly Fence[];
  readonly memory: readonly Fence[];
  readonly disk: readonly Fence[];
}

/**
 * What Machine/Job Features allow this job: CPUs as counts, memory and disk in MiB. `total_cpu` and
 * `scratch_limit_bytes` are upper bounds (all jobs of the machine may share them); like every fence they only ever
 * make the slot smaller, so two that contradict each other need no rule here: the lower one wins.
 */
export function featureFences(features: FeatureFacts): FeatureFences {
  return {
    cpus: [...fence(features, "job.allocated_cpu"), ...wholeMachine(fence(features, "machine.total_cpu"))],
    memory: fence(features, "job.max_rss_bytes", mebibytesFromBytes),
    disk: fence(features, "job.scratch_limit_bytes", mebibytesFromBytes),
  };
}

/** What the machine has is not granted to this job, so it is no answer to how much is. */
const wholeMachine = (fences: readonly Fence[]): readonly Fence[] =>
  fences.map((found) => ({ ...found, kind: "hardware" }));

function fence(features: FeatureFacts, id: FeatureId, convert: (value: number) => number = (n) => n): readonly Fence[] {
  const value = featureNumber(features, id);
  return value === null ? [] : [{ limit: convert(value), from: featureOrigin(features, id), kind: "feature" }];
}

/** `mjf KEY`, with the age of a value that could not be read again. */
export function featureOrigin(features: FeatureFacts, id: FeatureId): string {
  const { staleSince } = features[id];
  const key = id.slice(id.indexOf(".") + 1);
  return `mjf ${key}${staleSince === undefined ? "" : ` (last read at ${staleSince})`}`;
}
