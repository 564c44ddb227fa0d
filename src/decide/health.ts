/** What the looks at the node's health have come to. Times are epoch seconds. */
export interface Health {
  /** Why the glidein takes no new jobs; null: it is fit. */
  readonly unfit: string | null;
  /** Looks in a row that said otherwise. */
  readonly otherwise: number;
  /** When the last look was that counted. */
  readonly countedAt: number;
}

export const fit: Health = { unfit: null, otherwise: 0, countedAt: 0 };

/** A node that is sick has to be so twice, and to be well three times: an ad that flaps costs every negotiator. */
const looksToLeave = 2;
const looksToReturn = 3;
/** Looks that something else causes in between do not count. */
const apart = 20;
/** The next look while the last one said otherwise, or jobs are refused. */
export const doubtfulLook = 30;

/** What one more look makes of it; `problem`: what it found, null: nothing. */
export function judgeHealth(before: Health, problem: string | null, now: number): Health {
  if ((problem === null) === (before.unfit === null)) return { ...before, otherwise: 0 };
  if (before.otherwise > 0 && now - before.countedAt < apart) return before;
  const otherwise = before.otherwise + 1;
  const isEnough = otherwise >= (problem === null ? looksToReturn : looksToLeave);
  return { unfit: isEnough ? problem : before.unfit, otherwise: isEnough ? 0 : otherwise, countedAt: now };
}

export const isDoubtful = ({ unfit, otherwise }: Health): boolean => unfit !== null || otherwise > 0;
