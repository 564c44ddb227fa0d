import type { Finding } from "../../model/check.ts";
import type { Failure } from "../../model/failure.ts";
import type { Lifetime } from "../../model/plan.ts";
import { type LifetimeAttributes, lifetimeAttributes } from "./attributes.ts";
import { budgetOf, type Limit } from "./budget.ts";
import { lifetimeFindings } from "./findings.ts";
import { type LifetimeInput, startOf } from "./input.ts";
import { tooShort } from "./refusal.ts";
import { type Timeline, timelineOf } from "./timeline.ts";
import { type CredentialUse, usedCredentials } from "./used-credentials.ts";

export interface LifetimeDecision {
  readonly lifetime: Lifetime;
  readonly attributes: LifetimeAttributes;
  readonly findings: readonly Finding[];
  /** Set when too little time is left; the numbers above are right all the same. */
  readonly refusal: Failure | null;
  readonly credentials: readonly CredentialUse[];
  /** What set the die time: the limit that ends first, or `entry:GLIDEIN_Retire_Time` when that is over before. */
  readonly decidedBy: string;
  /** Die time before the spread: it moves only when a limit that decides does. */
  readonly unspreadDieAt: number;
}

/** Decides when to stop accepting jobs, when to die and when everything is over: the earliest true limit. Pure. */
export function decideLifetime(input: LifetimeInput): LifetimeDecision {
  const { settings } = input;
  const now = Math.floor(input.now);
  const minimum = settings.GLIDEIN_Minimum_Time.value;
  const needed =
    minimum +
    settings.GLIDEIN_Graceful_Shutdown.value +
    settings.GLIDEIN_Update_Interval.value +
    settings.GLIDEIN_Credential_Margin.value;
  const credentials = usedCredentials(input.credentials, now, needed);
  const budget = budgetOf(input, credentials);
  const timeline = timelineOf({
    now,
    startedAt: startOf(input),
    plannedAt: Math.floor(input.plannedAt ?? now),
    endAt: budget[0]?.at ?? null,
    granted: budget.some(({ cause }) => cause !== "credential"),
    jobMax: settings.GLIDEIN_Job_Max_Time.value,
    retireTime: settings.GLIDEIN_Retire_Time.value,
    spread: settings.GLIDEIN_Retire_Time_Spread.value,
    graceful: settings.GLIDEIN_Graceful_Shutdown.value,
    updateInterval: settings.GLIDEIN_Update_Interval.value,
    minimum,
    draw: input.draw,
  });
  const winner = timeline.limited ? (budget[0] ?? null) : null;
  const refusal = timeline.retireAt < now + minimum ? tooShort(input, winner) : null;
  return {
    lifetime: describeLifetime(input, timeline, budget),
    attributes: lifetimeAttributes(input, timeline, budget),
    findings: lifetimeFindings(input, timeline, { winner, refused: refusal !== null }, credentials),
    refusal,
    credentials,
    decidedBy: winner?.id ?? retireTime,
    unspreadDieAt: timeline.dieAt + timeline.shift,
  };
}

const retireTime = "entry:GLIDEIN_Retire_Time";

function describeLifetime(input: LifetimeInput, timeline: Timeline, budget: readonly Limit[]): Lifetime {
  return {
    startedAt: startOf(input),
    retireAt: timeline.retireAt,
    dieAt: timeline.dieAt,
    endAt: budget[0]?.at ?? null,
    jobMaxSeconds: timeline.jobMaxSeconds,
    winner: budget[0]?.id ?? retireTime,
    budget: budget.map(({ id, at, from }) => ({ id, at, from })),
  };
}
