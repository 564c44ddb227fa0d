import type { BatchGrant, BatchJob } from "../src/model/facts/batch.ts";
import { type FeatureId, featureNumber } from "../src/model/facts/features.ts";
import type { Fence } from "../src/model/facts/fence.ts";
import type { Facts } from "../src/model/facts.ts";
import type { Settings } from "../src/model/settings.ts";

/** An amount of a resource and who says so. */
export interface Amount {
  readonly limit: number;
  readonly from: string;
}

const bytesOfMiB = 1_048_576;

export const jobsOf = ({ batch }: Facts): readonly BatchJob[] =>
  batch.jobs.filter(({ standing }) => standing !== "contradicted");

/** What the batch systems say is ours. */
export const granted = (facts: Facts, grantOf: (job: BatchJob) => BatchGrant | null): readonly Amount[] =>
  jobsOf(facts).flatMap((job) => {
    const grant = grantOf(job);
    return grant === null ? [] : [{ limit: grant.limit, from: `${job.system} ${grant.from}` }];
  });

export function featured({ features }: Facts, id: FeatureId, divisor = 1): readonly Amount[] {
  const value = featureNumber(features, id);
  return value === null ? [] : [{ limit: value / divisor, from: `Machine/Job Features ${id}` }];
}

export const ofKind = (fences: readonly Fence[], kind: Fence["kind"]): readonly Amount[] =>
  fences.filter((fence) => fence.kind === kind);

export const least = (amounts: readonly Amount[]): Amount | null =>
  amounts.reduce<Amount | null>((best, one) => (best === null || one.limit < best.limit ? one : best), null);

export const list = (amounts: readonly Amount[]): string =>
  amounts.map(({ limit, from }) => `${from}: ${Number(limit.toFixed(2))}`).join("; ");

/** Cores of this slot: the least that anybody says; null when nobody does. */
export function slotCores(facts: Facts, settings: Settings): Amount | null {
  const wanted = settings.GLIDEIN_CPUS.value?.trim() ?? "";
  const asked = /^[1-9][0-9]{0,5}$/u.test(wanted) ? [{ limit: Number(wanted), from: "GLIDEIN_CPUS" }] : [];
  const amount = least([
    ...facts.cpus.fences,
    ...granted(facts, ({ cpus }) => cpus),
    ...featured(facts, "job.allocated_cpu"),
    ...asked,
  ]);
  return amount === null ? null : { ...amount, limit: Math.max(1, Math.floor(amount.limit)) };
}

/** MiB. */
export function slotMemory(facts: Facts, settings: Settings): Amount | null {
  const limit = settings.GLIDEIN_MaxMemMBs.value;
  return least([
    ...facts.memory.fences,
    ...granted(facts, ({ memoryMiB }) => memoryMiB),
    ...featured(facts, "job.max_rss_bytes", bytesOfMiB),
    ...(limit === null ? [] : [{ limit, from: "GLIDEIN_MaxMemMBs" }]),
  ]);
}

/** MiB. */
export const slotDisk = (facts: Facts): Amount | null =>
  least([
    ...facts.storage.fences,
    ...granted(facts, ({ diskMiB }) => diskMiB),
    ...featured(facts, "job.scratch_limit_bytes", bytesOfMiB),
  ]);
