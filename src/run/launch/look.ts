import type { Actor } from "../../host/actor.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { parseRankLog, type RankProgress, unheard } from "../../parse/launch/rank-log.ts";
import { rankLog } from "./rank-files.ts";

const logBytes = 262_144;

/** What every glidein of a launch has told so far; one that told of its end is not asked again. */
export function lookAtRanks(
  actor: Actor,
  order: LaunchOrder,
  before: readonly RankProgress[],
): readonly RankProgress[] {
  return Array.from({ length: order.nodes * order.perNode }, (_, rank) => {
    const known = before[rank];
    if (known !== undefined && known.ended !== null) return known;
    const read = actor.readTail(rankLog(order.directory, rank), logBytes);
    if (!read.ok) return known ?? unheard;
    const seen = parseRankLog(read.value);
    // Of a log that is longer than what is read, the beginning is remembered.
    return known === undefined || seen.pid !== null ? seen : { ...known, ...defined(seen) };
  });
}

const defined = (seen: RankProgress): Partial<RankProgress> =>
  Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== null && value !== false));
