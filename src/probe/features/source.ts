import type { FeatureFact, FeatureScope } from "../../model/facts/features.ts";
import type { FeatureLocation } from "../../parse/features/location.ts";

/** What one key gave: its bytes, or the fact that says why there are none. */
export type KeyContent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "none"; readonly fact: FeatureFact };

/** An opened location of Machine/Job Features. */
export interface FeatureSource {
  readonly scope: FeatureScope;
  /** Null when the variable is not set. */
  readonly shown: string | null;
  readonly usable: boolean;
  /** Why it is not usable, or what is odd about a location that is. */
  readonly reason: string;
  /** Keys that are not in the note are looked for as well: in a directory that costs nobody anything. */
  readonly local: boolean;
  readonly read: (key: string) => Promise<KeyContent>;
}

export const variableOf: Readonly<Record<FeatureScope, string>> = {
  machine: "MACHINEFEATURES",
  job: "JOBFEATURES",
};

/** A fact without a value. */
export const noValue = (
  status: "missing" | "invalid" | "unavailable",
  reason: string,
  raw: string | null = null,
): FeatureFact => ({ status, value: null, raw, reason });

/** A location from which nothing can be read: every key has the same answer. */
export function closedSource(scope: FeatureScope, location: FeatureLocation, reason: string): FeatureSource {
  const unset = location.kind === "unset";
  const fact = noValue(unset ? "missing" : "unavailable", reason);
  return {
    scope,
    shown: unset ? null : location.shown,
    usable: false,
    reason,
    local: false,
    read: async () => ({ kind: "none", fact }),
  };
}
