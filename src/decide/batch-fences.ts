import type { BatchFacts, BatchGrant, BatchJob, BatchSystem } from "../model/facts/batch.ts";
import type { Fence } from "../model/facts/fence.ts";

export interface BatchFences {
  readonly cpus: readonly Fence[];
  readonly memory: readonly Fence[];
  readonly disk: readonly Fence[];
  readonly gpus: readonly Fence[];
}

/** Jobs that may be ours, innermost first. The variables of another job limit nothing here. */
const usableJobs = (batch: BatchFacts): readonly BatchJob[] =>
  batch.jobs.filter(({ standing }) => standing !== "contradicted");

/**
 * What the batch systems grant, as fences. The innermost job that states a resource decides on it, since it was cut
 * from the outer ones' grants. A job that is only claimed may be another's: then the next confirmed one outside counts
 * beside it, and the smaller wins.
 */
export const batchFences = (batch: BatchFacts): BatchFences => ({
  cpus: fencesOf(batch, ({ cpus }) => cpus),
  memory: fencesOf(batch, ({ memoryMiB }) => memoryMiB),
  disk: fencesOf(batch, ({ diskMiB }) => diskMiB),
  gpus: fencesOf(batch, ({ gpus }) => gpus),
});

function fencesOf(batch: BatchFacts, grantOf: (job: BatchJob) => BatchGrant | null): readonly Fence[] {
  const fences: Fence[] = [];
  for (const job of usableJobs(batch)) {
    const grant = grantOf(job);
    if (grant === null) continue;
    fences.push({ limit: grant.limit, from: `${job.system} ${grant.from}`, kind: "grant" });
    if (job.confirmed) break;
  }
  return fences;
}

/** An instant that a batch system stated; no margin is taken off. */
export interface BatchInstant {
  readonly system: BatchSystem;
  /** Epoch seconds. */
  readonly at: number;
  readonly from: string;
}

/** The earliest end of each job, earliest first: whichever system ends first takes everything inside with it. */
export const batchDeadlines = (batch: BatchFacts): readonly BatchInstant[] =>
  usableJobs(batch)
    .flatMap(({ system, ends }) => {
      const [first] = ends.toSorted((a, b) => a.at - b.at);
      return first === undefined ? [] : [{ system, at: first.at, from: first.from }];
    })
    .toSorted((a, b) => a.at - b.at);

/**
 * Start of the batch job that we are, which is the innermost one: an outer one may have served others before. null when
 * it is not known.
 */
export function batchStart(batch: BatchFacts): BatchInstant | null {
  const [job] = usableJobs(batch);
  return job === undefined || job.startAt === null || job.startFrom === null
    ? null
    : { system: job.system, at: job.startAt, from: job.startFrom };
}

/** Seconds that the system which warns us first leaves between its signal and the kill; null when none is known. */
export function batchGrace(batch: BatchFacts): number | null {
  const known = usableJobs(batch).flatMap(({ graceSeconds }) => graceSeconds ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
