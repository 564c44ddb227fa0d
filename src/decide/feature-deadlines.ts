import { type FeatureFacts, type FeatureId, type FeatureKey, featureNumber } from "../model/facts/features.ts";
import { featureOrigin } from "./feature-fences.ts";

/** When a feature ends this job, in epoch seconds, before any margin. */
export interface FeatureDeadline {
  /** Without the `mjf:` that its budget row has. */
  readonly key: FeatureKey;
  readonly at: number;
  readonly from: string;
}

export interface IgnoredFeature {
  readonly key: FeatureKey;
  /** A sentence for a warning. */
  readonly why: string;
}

export interface JobTiming {
  /** When this pilot started. */
  readonly startedAt: number;
  /** When the batch system says that the batch job started; null when it does not. */
  readonly batchStartAt: number | null;
  /** CPUs that the slot was granted, by every fence; null when nothing says. */
  readonly cpusAllocated: number | null;
}

export interface FeatureDeadlines {
  readonly rows: readonly FeatureDeadline[];
  readonly ignored: readonly IgnoredFeature[];
}

/**
 * The ends that Machine/Job Features set. Wall and CPU limits count from the start of the batch job, the CPU limit
 * (summed over all processes) as if every allocated CPU were busy. `grace_secs` is a promise about announcements
 * and sets no end.
 */
export function featureDeadlines(features: FeatureFacts, timing: JobTiming): FeatureDeadlines {
  const found = [
    wallEnd(features, timing),
    cpuEnd(features, timing),
    shutdown(features, "machine.shutdowntime", "shutdowntime", timing),
    shutdown(features, "job.shutdowntime_job", "shutdowntime_job", timing),
  ].filter((one) => one !== null);
  return {
    rows: found.filter((one): one is FeatureDeadline => "at" in one),
    ignored: found.filter((one): one is IgnoredFeature => "why" in one),
  };
}

type Found = FeatureDeadline | IgnoredFeature | null;

function wallEnd(features: FeatureFacts, timing: JobTiming): Found {
  const limit = featureNumber(features, "job.wall_limit_secs");
  if (limit === null) return null;
  const start = jobStart(features, timing);
  return { key: "wall_limit_secs", at: start.at + limit, from: `mjf wall_limit_secs after ${start.from}` };
}

function cpuEnd(features: FeatureFacts, timing: JobTiming): Found {
  const limit = featureNumber(features, "job.cpu_limit_secs");
  if (limit === null) return null;
  const cpus = timing.cpusAllocated ?? featureNumber(features, "job.allocated_cpu");
  if (cpus === null || !(cpus > 0)) {
    return {
      key: "cpu_limit_secs",
      why: `cpu_limit_secs ${limit} is not used: the number of allocated CPUs is unknown`,
    };
  }
  const start = jobStart(features, timing);
  const at = start.at + Math.floor(limit / cpus);
  return { key: "cpu_limit_secs", at, from: `mjf cpu_limit_secs ÷ ${cpus} CPUs after ${start.from}` };
}

/**
 * A job that runs has started, so a start after ours is a clock that differs, and the limit then runs from ours. An
 * unknown start is no later than ours either: the limit counted from there is the least that is certainly true.
 */
function jobStart(features: FeatureFacts, timing: JobTiming): { readonly at: number; readonly from: string } {
  const told = featureNumber(features, "job.jobstart_secs");
  const [at, from] = told !== null ? [told, "jobstart_secs"] : [timing.batchStartAt, "the start of the batch job"];
  if (at === null) return { at: timing.startedAt, from: "our own start, as no job start is known" };
  return at > timing.startedAt ? { at: timing.startedAt, from: `our own start, as ${from} is later` } : { at, from };
}

/** A shutdown before our start is over or was never cleaned up; one that passes while we run is due at once. */
function shutdown(
  features: FeatureFacts,
  id: FeatureId,
  key: "shutdowntime" | "shutdowntime_job",
  timing: JobTiming,
): Found {
  const at = featureNumber(features, id);
  if (at === null) return null;
  if (at <= timing.startedAt) {
    return { key, why: `${key} ${at} is ignored: it was over before this pilot started at ${timing.startedAt}` };
  }
  return { key, at, from: featureOrigin(features, id) };
}
