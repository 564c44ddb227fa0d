import type { Attribute } from "../../model/plan.ts";
import { derive, least, named, type Sourced, sourced } from "../../model/provenance.ts";
import type { Limit } from "./budget.ts";
import { type LifetimeInput, startOf } from "./input.ts";
import type { Timeline } from "./timeline.ts";

export interface LifetimeAttributes {
  readonly GLIDEIN_ToRetire: Attribute;
  readonly GLIDEIN_ToDie: Attribute;
  readonly GLIDEIN_Job_Max_Time: Attribute;
  /** When everything is over; absent when nothing limits. */
  readonly GLIDEIN_Expire?: Attribute;
}

const published = (value: Sourced<number>): Attribute => ({ sourced: value, type: "integer", published: true });

/** The times as GlideinWMS's attributes, each with the whole derivation: the end that won, those that lost, the spread. */
export function lifetimeAttributes(
  input: LifetimeInput,
  timeline: Timeline,
  budget: readonly Limit[],
): LifetimeAttributes {
  const end = least(budget.map((limit) => ({ name: limit.id, sourced: limit.sourced })));
  const spread = spreadOf(input, timeline);
  const jobMax = jobMaxOf(input, timeline, end);
  const { toRetire, toDie } =
    timeline.limited && end !== undefined
      ? beforeEnd(input, timeline, end, spread, jobMax)
      : fromStart(input, timeline, spread, jobMax);
  return {
    GLIDEIN_ToRetire: published(toRetire),
    GLIDEIN_ToDie: published(toDie),
    GLIDEIN_Job_Max_Time: published(jobMax),
    ...(end === undefined ? {} : { GLIDEIN_Expire: published(end) }),
  };
}

interface Times {
  readonly toRetire: Sourced<number>;
  readonly toDie: Sourced<number>;
}

function beforeEnd(
  { settings }: LifetimeInput,
  timeline: Timeline,
  end: Sourced<number>,
  spread: Sourced<number>,
  jobMax: Sourced<number>,
): Times {
  const toDie = derive(
    "end less graceful shutdown, update interval and spread",
    [
      named("end", end),
      named("GLIDEIN_Graceful_Shutdown", settings.GLIDEIN_Graceful_Shutdown),
      named("GLIDEIN_Update_Interval", settings.GLIDEIN_Update_Interval),
      named("spread", spread),
    ],
    timeline.dieAt,
  );
  const inputs = [named("GLIDEIN_ToDie", toDie), named("GLIDEIN_Job_Max_Time", jobMax)];
  if (timeline.dieAt - timeline.jobMaxSeconds === timeline.retireAt)
    return { toDie, toRetire: derive("die time less the longest job", inputs, timeline.retireAt) };
  const retire = named("GLIDEIN_Retire_Time", settings.GLIDEIN_Retire_Time);
  return {
    toDie,
    toRetire: derive(
      "no later than GLIDEIN_Retire_Time after the start",
      [...inputs, retire, named("spread", spread)],
      timeline.retireAt,
    ),
  };
}

function fromStart(input: LifetimeInput, timeline: Timeline, spread: Sourced<number>, jobMax: Sourced<number>): Times {
  const { settings, started } = input;
  const start = sourced(startOf(input), { kind: "probe", probe: "start", evidence: started.from });
  const toRetire = derive(
    "start and retire time, less the spread",
    [named("started", start), named("GLIDEIN_Retire_Time", settings.GLIDEIN_Retire_Time), named("spread", spread)],
    timeline.retireAt,
  );
  const inputs = [named("GLIDEIN_ToRetire", toRetire), named("GLIDEIN_Job_Max_Time", jobMax)];
  return { toRetire, toDie: derive("retire time and the longest job", inputs, timeline.dieAt) };
}

function spreadOf({ settings, draw }: LifetimeInput, timeline: Timeline): Sourced<number> {
  const inputs = [
    named("draw", sourced(draw, { kind: "probe", probe: "random", evidence: "0-99, fixed by --seed" })),
    named("GLIDEIN_Retire_Time_Spread", settings.GLIDEIN_Retire_Time_Spread),
  ];
  return derive(
    "a random part of the spread, none when that would leave less than the minimum",
    inputs,
    timeline.shift,
  );
}

function jobMaxOf(
  { settings, now }: LifetimeInput,
  timeline: Timeline,
  end: Sourced<number> | undefined,
): Sourced<number> {
  const wanted = settings.GLIDEIN_Job_Max_Time;
  if (timeline.jobMaxSeconds === wanted.value || end === undefined) return wanted;
  const inputs = [
    named("end", end),
    named("now", sourced(Math.floor(now), { kind: "probe", probe: "clock", evidence: "now" })),
    named("GLIDEIN_Minimum_Time", settings.GLIDEIN_Minimum_Time),
    named("GLIDEIN_Graceful_Shutdown", settings.GLIDEIN_Graceful_Shutdown),
    named("GLIDEIN_Update_Interval", settings.GLIDEIN_Update_Interval),
    named("GLIDEIN_Retire_Time_Spread", settings.GLIDEIN_Retire_Time_Spread),
  ];
  const shorter = derive("shortened to what fits before the end beside the minimum", inputs, timeline.jobMaxSeconds);
  return { ...shorter, overrode: [named("GLIDEIN_Job_Max_Time", wanted)] };
}
