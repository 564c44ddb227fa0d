import {
  type FeatureFact,
  type FeatureFacts,
  type FeatureLocations,
  type FeatureName,
  featureNames,
} from "../model/facts/features.ts";
import type { Attribute, AttributeType } from "../model/plan.ts";
import { type Source, sourced } from "../model/provenance.ts";

/** GlideinWMS's name of a feature in the ad: `MJF_MACHINE_TOTAL_CPU`, `MJF_JOB_ALLOCATED_CPU`, and `MJF_JOB_ID`. */
export function mjfAttributeName({ scope, key }: FeatureName): string {
  // Not MJF_JOB_JOB_ID: job_id is the one key whose name already says "job".
  const prefix = scope === "machine" ? "MJF_MACHINE_" : key === "job_id" ? "MJF_" : "MJF_JOB_";
  return `${prefix}${key.toUpperCase()}`;
}

/**
 * The attributes of the features, in the units of the note, with their true ClassAd types: a key without a value
 * has no attribute, never a word in a number's place. `…_Status` says why, for each location that is set.
 */
export function mjfAttributes(
  features: FeatureFacts,
  locations: FeatureLocations,
): Readonly<Record<string, Attribute>> {
  const attributes: Record<string, Attribute> = {};
  for (const name of featureNames) {
    const location = locations[name.scope];
    if (location === null) continue;
    const fact = features[name.id];
    const source: Source = { kind: "feature", scope: name.scope, key: name.key, location: location.location };
    const attribute = mjfAttributeName(name);
    if (isUsable(fact) && fact.value !== null) {
      attributes[attribute] = { sourced: sourced(fact.value, source), type: typeOf(name), published: true };
    }
    attributes[`${attribute}_Status`] = { sourced: sourced(fact.status, source), type: "string", published: true };
  }
  return attributes;
}

const isUsable = ({ status }: FeatureFact): boolean => status === "ok" || status === "stale";

function typeOf({ key }: FeatureName): AttributeType {
  switch (key) {
    case "hs06":
    case "hs06_job":
      return "real";
    case "job_id":
      return "string";
    default:
      return "integer";
  }
}
