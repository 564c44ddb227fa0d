import type { Host } from "../../host/host.ts";
import type { FeatureFact, FeatureId, FeatureName, FeatureScope } from "../../model/facts/features.ts";
import { parseFeatureLocation } from "../../parse/features/location.ts";
import { parseFeature } from "../../parse/features/value.ts";
import { openDirectory } from "./directory-source.ts";
import { closedSource, type FeatureSource, variableOf } from "./source.ts";
import { openUrl } from "./url-source.ts";

/** Opens the location that $MACHINEFEATURES or $JOBFEATURES names. */
export async function openFeatureSource(host: Host, scope: FeatureScope): Promise<FeatureSource> {
  const variable = variableOf[scope];
  const location = parseFeatureLocation(variable, host.env[variable]);
  switch (location.kind) {
    case "unset":
    case "refused":
      return closedSource(scope, location, location.reason);
    case "directory":
      return openDirectory(host, scope, location);
    case "url":
      return openUrl(host, scope, location);
    default:
      return location satisfies never;
  }
}

/** Reads these keys of one location, all at once. `now`: epoch seconds. */
export async function readFeatureKeys(
  source: FeatureSource,
  names: readonly FeatureName[],
  now: number,
): Promise<ReadonlyMap<FeatureId, FeatureFact>> {
  const facts = names.map(async ({ id, key }) => {
    const content = await source.read(key);
    return [id, content.kind === "bytes" ? parseFeature(id, content.bytes, now) : content.fact] as const;
  });
  return new Map(await Promise.all(facts));
}
