import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { parseRankLog, type RankProgress, unheard } from "../../parse/launch/rank-log.ts";
import { rankLog } from "./rank-files.ts";

const logBytes = 262_144;

/** What every glidein of a launch has told until `now`, on our clock; one that told of its end is not asked again. */
export function lookAtRanks(
  actor: Actor,
  order: LaunchOrder,
  before: readonly RankProgress[],
  now: number,
): readonly RankProgress[] {
  const there = filesIn(order.directory);
  return Array.from({ length: order.nodes * order.perNode }, (_, rank) => {
    const known = before[rank];
    if (known !== undefined && known.ended !== null) return known;
    const path = rankLog(order.directory, rank);
    const read = there?.has(basename(path)) === false ? null : actor.readTail(path, logBytes);
    if (read?.ok !== true) return known ?? unheard;
    const seen = parseRankLog(read.value);
    // Of a log that is longer than what is read, the beginning is remembered.
    const all = known === undefined || seen.pid !== null ? seen : { ...known, ...defined(seen) };
    return { ...all, behind: behindOf(known?.behind ?? null, all.saidAt, now) };
  });
}

/**
 * What was just said is seen a moment later, what was said long ago much later: the least difference is the one that is
 * nearest to that of the clocks, and it is never less.
 */
function behindOf(before: number | null, saidAt: number | null, now: number): number | null {
  if (saidAt === null) return before;
  return Math.min(before ?? Number.POSITIVE_INFINITY, now - saidAt);
}

/**
 * A client of NFS remembers for a minute that there was no such file when it was asked for by name; to open the directory
 * makes it ask the server. Null: it cannot be listed.
 */
function filesIn(directory: string): ReadonlySet<string> | null {
  try {
    return new Set(readdirSync(directory));
  } catch {
    return null;
  }
}

const defined = (seen: RankProgress): Partial<RankProgress> =>
  Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== null && value !== false));
