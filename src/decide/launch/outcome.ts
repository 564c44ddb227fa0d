import type { RankRow } from "../../model/launch.ts";

/** A rank that told nothing may do better elsewhere: DESIGN's status for "try again". */
const untold = 75;

export interface LaunchOutcome {
  readonly status: number;
  readonly reason: string;
}

/**
 * The exit status of the whole: 0 only when every glidein ended with 0. Else the status that most of the others ended
 * with, the smaller one of two that are equally many; one that was lost or never started counts as 75. A stop signal that
 * comes before any served makes no failure of those that had not started.
 */
export function decideOutcome(rows: readonly RankRow[], stoppedBy: string | null): LaunchOutcome {
  const excused = stoppedBy !== null && rows.every(({ readyAfter }) => readyAfter === null);
  const bad = rows.filter(({ state }) => state !== "ended" && !(state === "absent" && excused));
  const stopped = stoppedBy === null ? "" : ` after ${stoppedBy}`;
  if (bad.length === 0) return { status: 0, reason: `all ${rows.length} glideins ended well${stopped}` };
  const votes = new Map<number, number>();
  for (const { status } of bad) votes.set(status ?? untold, (votes.get(status ?? untold) ?? 0) + 1);
  const [first] = [...votes].toSorted(([a, many], [b, more]) => more - many || a - b);
  const served = bad.filter(({ readyAfter }) => readyAfter !== null).length;
  return {
    status: first?.[0] ?? untold,
    reason: `${bad.length} of ${rows.length} glideins did not end well${stopped}${served === 0 ? "" : `; ${served} of them had served`}`,
  };
}
