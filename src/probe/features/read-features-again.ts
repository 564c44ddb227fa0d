import type { Host } from "../../host/host.ts";
import {
  everyFeature,
  type FeatureFact,
  type FeatureFacts,
  type FeatureId,
  type FeatureName,
  type FeatureScope,
  featureNames,
} from "../../model/facts/features.ts";
import { openFeatureSource, readFeatureKeys } from "./open-source.ts";

/** HSF-TN-2016-02 lets the shutdown times change at any moment, and a job may give processors back. */
const dynamicFeatures: ReadonlySet<FeatureId> = new Set([
  "machine.shutdowntime",
  "job.shutdowntime_job",
  "job.allocated_cpu",
]);

/**
 * Reads the keys that may change while the pilot runs; the others are kept as they are. Where the source fails or
 * gives garbage now, the last good value stays, as `stale` since `previousAt`: the time of the reading that gave
 * `previous` (epoch seconds). A key that is *missing* now was withdrawn, and its value goes.
 */
export async function readFeaturesAgain(host: Host, previous: FeatureFacts, previousAt: number): Promise<FeatureFacts> {
  const now = Math.floor(host.now());
  const fresh = new Map(
    (await Promise.all([readDynamic(host, "machine", now), readDynamic(host, "job", now)])).flatMap((facts) => [
      ...facts,
    ]),
  );
  return everyFeature(({ id }) => {
    const read = fresh.get(id);
    return read === undefined ? previous[id] : lastGood(previous[id], read, Math.floor(previousAt));
  });
}

async function readDynamic(host: Host, scope: FeatureScope, now: number): Promise<ReadonlyMap<FeatureId, FeatureFact>> {
  const names: readonly FeatureName[] = featureNames.filter(
    (name) => name.scope === scope && dynamicFeatures.has(name.id),
  );
  return readFeatureKeys(await openFeatureSource(host, scope), names, now);
}

function lastGood(previous: FeatureFact, read: FeatureFact, previousAt: number): FeatureFact {
  const failed = read.status === "invalid" || read.status === "unavailable";
  if (!failed || previous.value === null) return read;
  const staleSince = previous.staleSince ?? previousAt;
  return {
    status: "stale",
    value: previous.value,
    raw: previous.raw,
    reason: `now ${read.status}: ${read.reason}`,
    staleSince,
  };
}
