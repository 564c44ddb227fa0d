import type { FeatureFact, FeatureId, FeatureScope } from "../../model/facts/features.ts";
import { err, ok } from "../../model/result.ts";
import { parseFeatureInteger, wholeNumber } from "./integer.ts";
import { featureRules } from "./rules.ts";
import { quoted } from "./token.ts";
import { parseFeatureBytes } from "./value.ts";

export interface LegacyKey {
  readonly scope: FeatureScope;
  readonly key: string;
  readonly hintFor: FeatureId;
  /** One of its units in the unit of the successor. */
  readonly scale: number;
}

/**
 * Keys of the task force before HSF-TN-2016-02 that a provider may still write. `shutdown_command` is not among
 * them on purpose: it is neither read nor run. `cpufactor_lrms` says nothing that is used here.
 */
export const legacyKeys: readonly LegacyKey[] = [
  { scope: "machine", key: "log_cores", hintFor: "machine.total_cpu", scale: 1 },
  { scope: "machine", key: "phys_cores", hintFor: "machine.total_cpu", scale: 1 },
  { scope: "machine", key: "jobslots", hintFor: "machine.total_cpu", scale: 1 },
  { scope: "job", key: "allocated_CPU", hintFor: "job.allocated_cpu", scale: 1 },
  { scope: "job", key: "wall_limit_secs_lrms", hintFor: "job.wall_limit_secs", scale: 1 },
  { scope: "job", key: "cpu_limit_secs_lrms", hintFor: "job.cpu_limit_secs", scale: 1 },
  // Decimal units, as Vac writes them; another provider fills this key with GB, which the range then refuses.
  { scope: "job", key: "mem_limit_MB", hintFor: "job.max_rss_bytes", scale: 1e6 },
  { scope: "job", key: "disk_limit_GB", hintFor: "job.scratch_limit_bytes", scale: 1e9 },
];

/** The value of a legacy key in the unit of its successor, held to the range of the successor. */
export function parseLegacyFeature(legacy: LegacyKey, bytes: Uint8Array): FeatureFact {
  const rule = featureRules[legacy.hintFor];
  const fact = parseFeatureBytes(bytes, (token) => {
    const number = wholeNumber(token);
    if (!number.ok || rule.kind !== "integer") return err(`${quoted(token)} is not a whole number`);
    const scaled = number.value.value * legacy.scale;
    if (!Number.isSafeInteger(scaled)) return err(`${quoted(token)} is too large to be exact`);
    const inRange = parseFeatureInteger(String(scaled), rule);
    return inRange.ok ? ok({ value: scaled, quirk: "" }) : err(`as ${legacy.hintFor}: ${inRange.error}`);
  });
  const origin = `legacy key ${legacy.key}: a hint for ${legacy.hintFor}, not a limit`;
  return { ...fact, reason: fact.reason === "" ? origin : `${origin}; ${fact.reason}` };
}
