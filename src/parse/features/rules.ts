import type { FeatureId } from "../../model/facts/features.ts";

/** What the value of a key must be. Limits are inclusive. */
export type FeatureRule =
  | {
      readonly kind: "integer";
      readonly unit: "processors" | "seconds" | "bytes";
      readonly min: number;
      readonly max: number;
      /** 0 has a meaning of its own although it is below `min`. */
      readonly zero?: boolean;
    }
  /** HEP-SPEC06: above 0, below 10^7. */
  | { readonly kind: "decimal" }
  /** Unix seconds, at most so many seconds before and after now. */
  | { readonly kind: "instant"; readonly past: number; readonly future: number }
  /** Printable ASCII without white space. */
  | { readonly kind: "word" };

const DAY = 86_400;
/** No batch job is longer and no shutdown is announced earlier: beyond it is another unit or another clock. */
const HORIZON = 400 * DAY;
const MIB = 2 ** 20;
const TIB = 2 ** 40;
const MAX_CPUS = 65_536;
/**
 * This program and HTCondor alone take more memory and more disk, so a smaller number is another unit. It also
 * catches kB for anything up to 128 GiB, which a floor of a few MiB does not.
 */
const LEAST_BYTES = 128 * MIB;

const cpus: FeatureRule = { kind: "integer", unit: "processors", min: 1, max: MAX_CPUS };
const grace: FeatureRule = { kind: "integer", unit: "seconds", min: 0, max: HORIZON };
const shutdown: FeatureRule = { kind: "instant", past: HORIZON, future: HORIZON };

export const featureRules: Readonly<Record<FeatureId, FeatureRule>> = {
  "machine.total_cpu": cpus,
  "machine.hs06": { kind: "decimal" },
  "machine.shutdowntime": shutdown,
  "machine.grace_secs": grace,
  "job.allocated_cpu": cpus,
  "job.hs06_job": { kind: "decimal" },
  "job.shutdowntime_job": shutdown,
  "job.grace_secs_job": grace,
  // We run in this job, so it has started; the day is for clocks that differ.
  "job.jobstart_secs": { kind: "instant", past: HORIZON, future: DAY },
  "job.job_id": { kind: "word" },
  // Below a minute it is hours or days.
  "job.wall_limit_secs": { kind: "integer", unit: "seconds", min: 60, max: HORIZON },
  // Summed over all processes of the job.
  "job.cpu_limit_secs": { kind: "integer", unit: "seconds", min: 60, max: HORIZON * MAX_CPUS },
  "job.max_rss_bytes": { kind: "integer", unit: "bytes", min: LEAST_BYTES, max: 64 * TIB },
  "job.max_swap_bytes": { kind: "integer", unit: "bytes", min: 16 * MIB, max: 64 * TIB, zero: true },
  // The whole scratch of a host may be a parallel file system; above 2^53 the number would not be exact.
  "job.scratch_limit_bytes": { kind: "integer", unit: "bytes", min: LEAST_BYTES, max: Number.MAX_SAFE_INTEGER },
};
