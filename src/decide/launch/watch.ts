import type { RankProgress } from "../../parse/launch/rank-log.ts";

export interface LaunchWatchInput {
  /** On the clock of the launch, as all times here but those that the glideins tell. */
  readonly now: number;
  readonly launchedAt: number;
  /** Seconds until the first glidein must have started. */
  readonly startLimit: number;
  readonly ranks: readonly RankProgress[];
  /** Since when no glidein is alive that had started; null: one is. */
  readonly quietSince: number | null;
  /** By when everything must be gone after a stop signal; null: none came. */
  readonly stopBy: number | null;
}

export interface LaunchWatch {
  /** Why the launcher is not waited for any longer; null: it is. */
  readonly giveUp: string | null;
  /** Since when no started glidein is alive. */
  readonly quietSince: number | null;
  /** Seconds until the next look. */
  readonly nextLook: number;
}

/** For a launcher to see that all its tasks are gone. */
const launcherGrace = 60;
/** For a node's end to be noticed by the batch system and the launcher. */
const endGrace = 120;
const slowLook = 300;

/** The launcher's end is waited for; this tells from what the glideins say when it hangs. */
export function watchLaunch(input: LaunchWatchInput): LaunchWatch {
  const { now, ranks } = input;
  const started = ranks.filter(({ pid }) => pid !== null);
  const alive = started.filter(({ ended }) => ended === null);
  const startBy = input.launchedAt + input.startLimit;
  const starting = now < startBy && started.length < ranks.length;
  const quietSince = alive.length > 0 || starting ? null : (input.quietSince ?? now);
  const ends = alive.map(endOnOurClock);
  const lastEnd = ends.some((at) => at === null) ? null : latest(ends);
  const settled =
    started.length === ranks.length && ranks.every(({ readyAt, ended }) => readyAt !== null || ended !== null);
  return {
    giveUp: giveUp(input, started.length, quietSince, lastEnd, startBy),
    quietSince,
    // On a shared file system each look costs a read for each rank.
    nextLook:
      settled || now >= startBy
        ? Math.max(lookEvery(ranks.length), quietSince === null ? slowLook : 0)
        : lookEvery(ranks.length),
  };
}

/**
 * A node whose clock is behind comes to its end later than it says. One whose clock is ahead comes to it earlier: that is
 * left as it is, since its clock may be corrected before then, and to wait too long for a launcher harms nobody.
 */
const endOnOurClock = ({ endAt, behind }: RankProgress): number | null =>
  endAt === null ? null : endAt + Math.max(0, behind ?? 0);

const lookEvery = (ranks: number): number => Math.min(30, Math.max(1, ranks * 0.02));

const latest = (ends: readonly (number | null)[]): number | null =>
  ends.reduce<number | null>((last, at) => (at === null ? last : Math.max(last ?? at, at)), null);

function giveUp(
  { now, stopBy }: LaunchWatchInput,
  started: number,
  quietSince: number | null,
  lastEnd: number | null,
  startBy: number,
): string | null {
  if (started === 0 && now >= startBy) return "it had started no glidein in its time";
  if (quietSince !== null && now >= quietSince + launcherGrace) return "it did not end although every glidein had";
  if (lastEnd !== null && now >= lastEnd + endGrace)
    return "it did not end although the time of every glidein was over";
  if (stopBy !== null && now >= stopBy) return "not everything was gone in time after the stop signal";
  return null;
}
