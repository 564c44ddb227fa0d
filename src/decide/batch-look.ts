import type { BatchFacts, BatchJob } from "../model/facts/batch.ts";

/** What is remembered of asking the batch system; epoch seconds. */
export interface BatchMemory {
  /** When it was asked last, also in vain. */
  readonly askedAt: number;
  /** When everything else was looked at last. */
  readonly lookedAt: number;
  /** How often it was asked: of several that we are in, one at a time. */
  readonly turn: number;
}

export interface BatchLook extends BatchMemory {
  readonly now: number;
  /** GLIDEIN_Ask_Batch; 0: never. */
  readonly interval: number;
  /** GLIDEIN_Look_Again: how far looks are apart at most. */
  readonly lookAgain: number;
  /** 0–99. */
  readonly draw: number;
  /** When it stops to accept jobs and when it dies, where the batch system decides on that. */
  readonly milestones: readonly number[];
}

/** Beyond this a look is so late that the node was suspended. */
const lateBy = 60;
/** So that the glideins of a batch job do not ask all at once. */
const leadPerDraw = 3;

/**
 * Whether the batch system is asked at this look. A controller has a hundred thousand glideins to answer: seldom, each at
 * times of its own; shortly before what it last said would change anything; and when time has passed in which we did not
 * run, since a job's end moves while it is suspended.
 */
export function isBatchDue(look: BatchLook): boolean {
  const { now, interval, askedAt, lookedAt, lookAgain, draw } = look;
  if (interval === 0) return false;
  if (now - askedAt >= interval * (0.8 + (0.4 * draw) / 99)) return true;
  if (now - lookedAt > 2 * lookAgain + lateBy) return true;
  const lead = 2 * lookAgain + leadPerDraw * draw;
  return look.milestones.some((at) => now < at && now >= at - lead && askedAt < at - lead);
}

/** Less than this is the time that asking takes, and whole minutes. */
const tolerated = 60;

/** A job with what its batch system says of its end now, in the place of all that was said before. */
export function withNewEnd(batch: BatchFacts, job: BatchJob, said: Pick<BatchJob, "ends" | "endless">): BatchFacts {
  const [known, now] = [earliest(job), earliest(said)];
  if (known === now || Math.abs(known - now) <= tolerated) return batch;
  return { ...batch, jobs: batch.jobs.map((one) => (one === job ? { ...one, ...said } : one)) };
}

const earliest = ({ ends }: Pick<BatchJob, "ends">): number => Math.min(...ends.map(({ at }) => at));
