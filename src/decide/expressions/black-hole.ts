import type { Settings } from "../../model/settings.ts";
import { type Knob, macro } from "../condor-config/entry.ts";

export type BlackHoleSettings = Pick<Settings, "GLIDEIN_BLACKHOLE_RATE" | "GLIDEIN_BLACKHOLE_NUMJOBS">;

export const blackHoleAttribute = "GLIDEIN_BLACKHOLE";

/** Whether the guard is asked for. */
export const guardsBlackHole = (settings: BlackHoleSettings): boolean => settings.GLIDEIN_BLACKHOLE_RATE.value > 0;

/**
 * True when so many jobs of the last 20 minutes ended so fast that they must be failing; over all slots of this
 * glidein, and never by the node's load, which others make. False when the startd has no statistics yet.
 */
export function blackHoleExpression(settings: BlackHoleSettings): string {
  const jobs = settings.GLIDEIN_BLACKHOLE_NUMJOBS.value;
  const rate = settings.GLIDEIN_BLACKHOLE_RATE.value;
  return `((RecentJobBusyTimeCount >= ${jobs}) && (RecentJobBusyTimeAvg < 1.0 / ${rate})) =?= True`;
}

/** The startd keeps these statistics to itself unless it is told to publish them. */
export const blackHoleKnobs = (settings: BlackHoleSettings): readonly Knob[] =>
  guardsBlackHole(settings)
    ? [macro("STARTD.STATISTICS_TO_PUBLISH_LIST", "$(STATISTICS_TO_PUBLISH_LIST) JobBusyTime JobDuration")]
    : [];
