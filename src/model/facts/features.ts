/** Machine/Job Features (HSF-TN-2016-02): one status a key, so that a broken key never hides another. */
export const machineFeatureKeys = ["total_cpu", "hs06", "shutdowntime", "grace_secs"] as const;
export const jobFeatureKeys = [
  "allocated_cpu",
  "hs06_job",
  "shutdowntime_job",
  "grace_secs_job",
  "jobstart_secs",
  "job_id",
  "wall_limit_secs",
  "cpu_limit_secs",
  "max_rss_bytes",
  "max_swap_bytes",
  "scratch_limit_bytes",
] as const;

export type FeatureScope = "machine" | "job";
export type MachineFeatureKey = (typeof machineFeatureKeys)[number];
export type JobFeatureKey = (typeof jobFeatureKeys)[number];
export type FeatureKey = MachineFeatureKey | JobFeatureKey;
/** `machine.total_cpu`, `job.allocated_cpu`, … */
export type FeatureId = `machine.${MachineFeatureKey}` | `job.${JobFeatureKey}`;
/**
 * `missing`: the provider gives no value. `invalid`: what is there cannot be a value. `unavailable`: it could not
 * be read this time. `stale`: the last good value, because the source fails now.
 */
export type FeatureStatus = "ok" | "missing" | "invalid" | "stale" | "unavailable";

export interface FeatureFact {
  readonly status: FeatureStatus;
  /** In the unit of the note (seconds, Unix seconds, bytes, counts); null unless ok or stale. */
  readonly value: number | string | null;
  /** What was read, escaped and bounded; null when nothing was. */
  readonly raw: string | null;
  /** Why the status is not `ok`, or a quirk that was accepted; empty when there is nothing to say. */
  readonly reason: string;
  /** When the last good value was read; only with `stale`. */
  readonly staleSince?: number;
}

export type FeatureFacts = Readonly<Record<FeatureId, FeatureFact>>;

/** Where a variable leads; null when it is not set. `reason` is also set for a location that is used with a remark. */
export type FeatureLocations = Readonly<
  Record<FeatureScope, { readonly location: string; readonly usable: boolean; readonly reason: string } | null>
>;

/** A key from before the note, found where its successor has no value. Shown, never used as a limit. */
export interface FeatureHint extends FeatureFact {
  readonly scope: FeatureScope;
  /** Its old name, e.g. `mem_limit_MB`. */
  readonly key: string;
  /** The key that replaced it; `value` is in that key's unit. */
  readonly hintFor: FeatureId;
}

export interface FeatureName {
  readonly id: FeatureId;
  readonly scope: FeatureScope;
  readonly key: FeatureKey;
}

/** Every key of the note with its id, machine first. */
export const featureNames: readonly FeatureName[] = [
  ...machineFeatureKeys.map((key): FeatureName => ({ id: `machine.${key}`, scope: "machine", key })),
  ...jobFeatureKeys.map((key): FeatureName => ({ id: `job.${key}`, scope: "job", key })),
];

/** One fact for every key, spelled out so that a key that is forgotten does not compile. */
export function everyFeature(factOf: (name: FeatureName) => FeatureFact): FeatureFacts {
  const machine = (key: MachineFeatureKey): FeatureFact => factOf({ id: `machine.${key}`, scope: "machine", key });
  const job = (key: JobFeatureKey): FeatureFact => factOf({ id: `job.${key}`, scope: "job", key });
  return {
    "machine.total_cpu": machine("total_cpu"),
    "machine.hs06": machine("hs06"),
    "machine.shutdowntime": machine("shutdowntime"),
    "machine.grace_secs": machine("grace_secs"),
    "job.allocated_cpu": job("allocated_cpu"),
    "job.hs06_job": job("hs06_job"),
    "job.shutdowntime_job": job("shutdowntime_job"),
    "job.grace_secs_job": job("grace_secs_job"),
    "job.jobstart_secs": job("jobstart_secs"),
    "job.job_id": job("job_id"),
    "job.wall_limit_secs": job("wall_limit_secs"),
    "job.cpu_limit_secs": job("cpu_limit_secs"),
    "job.max_rss_bytes": job("max_rss_bytes"),
    "job.max_swap_bytes": job("max_swap_bytes"),
    "job.scratch_limit_bytes": job("scratch_limit_bytes"),
  };
}

/** The number of a feature that may be used (ok, or the last good one); else null. */
export function featureNumber(features: FeatureFacts, id: FeatureId): number | null {
  const { status, value } = features[id];
  return (status === "ok" || status === "stale") && typeof value === "number" ? value : null;
}
