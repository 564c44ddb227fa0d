import type { RankRow, RankState } from "../../model/launch.ts";
import type { RankProgress } from "../../parse/launch/rank-log.ts";

/** Where a rank runs, as the order has it. */
export interface RankPlace {
  readonly rank: number;
  readonly node: number;
  readonly local: number;
  readonly host: string | null;
  /** Why nothing was started on its node. */
  readonly leftOut: string | null;
}

/** What the report of a rank adds to its log. */
export interface RankReport {
  readonly status: number;
  readonly reason: string;
  readonly jobs: number;
  readonly left: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One row of the summary, from all that a rank told. */
export function rankRow(place: RankPlace, log: RankProgress, report: RankReport | null): RankRow {
  const status = report?.status ?? log.ended?.status ?? null;
  const state = stateOf(log, status);
  const startedAt = report?.startedAt ?? log.startedAt;
  const endedAt = report?.endedAt ?? log.ended?.at ?? null;
  return {
    ...{ rank: place.rank, node: place.node, local: place.local, host: log.host ?? place.host, name: log.name },
    ...{ state, status, why: whyOf(state, log, report, place.leftOut) },
    readyAfter: log.readyAt === null || startedAt === null ? null : secondsBetween(startedAt, log.readyAt),
    seconds: startedAt === null || endedAt === null ? null : secondsBetween(startedAt, endedAt),
    jobs: report?.jobs ?? 0,
    left: report?.left ?? [],
  };
}

/** Clocks of nodes differ, so an interval is taken of one clock alone; to a tenth. */
const secondsBetween = (from: number, to: number): number => Math.round(Math.max(0, to - from) * 10) / 10;

function stateOf(log: RankProgress, status: number | null): RankState {
  if (status !== null) return status === 0 ? "ended" : "failed";
  return log.pid === null ? "absent" : "lost";
}

function whyOf(state: RankState, log: RankProgress, report: RankReport | null, leftOut: string | null): string {
  switch (state) {
    case "absent":
      return (
        leftOut ??
        "it never started: the node is down, does not see the directory, or was not reached; see launcher.log"
      );
    case "lost":
      return log.failure ?? "its end was never told: the node died, or it was killed with everything on it";
    case "failed":
      return log.failure ?? firstLine(report?.reason ?? log.ended?.reason ?? "");
    case "ended":
      return firstLine(report?.reason ?? log.ended?.reason ?? "");
    default:
      return state satisfies never;
  }
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";

export function countRanks(rows: readonly RankRow[]): Readonly<Record<RankState | "served", number>> {
  const count = (of: (row: RankRow) => boolean): number => rows.filter(of).length;
  return {
    served: count(({ readyAfter }) => readyAfter !== null),
    ended: count(({ state }) => state === "ended"),
    failed: count(({ state }) => state === "failed"),
    lost: count(({ state }) => state === "lost"),
    absent: count(({ state }) => state === "absent"),
  };
}
