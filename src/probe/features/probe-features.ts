import type { Host } from "../../host/host.ts";
import {
  everyFeature,
  type FeatureFact,
  type FeatureFacts,
  type FeatureHint,
  type FeatureId,
  type FeatureLocations,
  type FeatureName,
  type FeatureScope,
  featureNames,
} from "../../model/facts/features.ts";
import { legacyKeys, parseLegacyFeature } from "../../parse/features/hint.ts";
import { openFeatureSource, readFeatureKeys } from "./open-source.ts";
import { type FeatureSource, noValue } from "./source.ts";

export interface FeatureReading {
  readonly features: FeatureFacts;
  readonly featureLocations: FeatureLocations;
  readonly featureHints: readonly FeatureHint[];
}

/** Every key of HSF-TN-2016-02 from where the two variables lead, both locations at the same time. */
export async function probeFeatures(host: Host): Promise<FeatureReading> {
  const now = Math.floor(host.now());
  const [machine, job] = await Promise.all([readScope(host, "machine", now), readScope(host, "job", now)]);
  const facts = new Map([...machine.facts, ...job.facts]);
  const [one, other] = [machine.source.shown, job.source.shown];
  const shared = one !== null && one === other ? "$MACHINEFEATURES and $JOBFEATURES are the same location" : "";
  return {
    features: everyFeature(({ id }) => facts.get(id) ?? noValue("unavailable", "not read")),
    featureLocations: { machine: locationOf(machine, shared), job: locationOf(job, shared) },
    featureHints: [...machine.hints, ...job.hints],
  };
}

interface ScopeReading {
  readonly source: FeatureSource;
  readonly facts: ReadonlyMap<FeatureId, FeatureFact>;
  readonly hints: readonly FeatureHint[];
}

async function readScope(host: Host, scope: FeatureScope, now: number): Promise<ScopeReading> {
  const source = await openFeatureSource(host, scope);
  const names: readonly FeatureName[] = featureNames.filter((name) => name.scope === scope);
  const facts = await readFeatureKeys(source, names, now);
  return { source, facts, hints: source.local ? await readHints(source, facts) : [] };
}

/** Only where the successor has no value, and only in a directory: over HTTP they would cost requests. */
async function readHints(
  source: FeatureSource,
  facts: ReadonlyMap<FeatureId, FeatureFact>,
): Promise<readonly FeatureHint[]> {
  const wanted = legacyKeys.filter(
    ({ scope, hintFor }) => scope === source.scope && facts.get(hintFor)?.value === null,
  );
  const hints = wanted.map(async (legacy): Promise<FeatureHint> => {
    const content = await source.read(legacy.key);
    const fact = content.kind === "bytes" ? parseLegacyFeature(legacy, content.bytes) : content.fact;
    return { scope: legacy.scope, key: legacy.key, hintFor: legacy.hintFor, ...fact };
  });
  return (await Promise.all(hints)).filter((hint) => hint.status !== "missing");
}

/** A location from which no key came leads nowhere, however well it answers. */
function locationOf({ source, facts }: ScopeReading, shared: string): FeatureLocations[FeatureScope] {
  if (source.shown === null) return null;
  const all = [...facts.values()];
  const silent = source.usable && all.every(({ status }) => status === "unavailable");
  const empty = source.usable && all.every(({ status, raw }) => status === "missing" && raw === null);
  const nowhere = silent ? (all[0]?.reason ?? "") : empty ? "it holds none of the keys of HSF-TN-2016-02" : "";
  const remarks = [source.reason, nowhere, shared].filter((remark) => remark !== "");
  return { location: source.shown, usable: source.usable && nowhere === "", reason: remarks.join("; ") };
}
