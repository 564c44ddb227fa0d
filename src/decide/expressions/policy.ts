import type { Failure } from "../../model/failure.ts";
import type { Attribute } from "../../model/plan.ts";
import { derive, named } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { policySettings } from "../../model/settings/policy.ts";
import type { Settings } from "../../model/settings.ts";
import { expression, type Knob } from "../condor-config/entry.ts";
import { blackHoleAttribute, blackHoleExpression, blackHoleKnobs, guardsBlackHole } from "./black-hole.ts";
import { compose, type Part } from "./compose.ts";
import { shutdownKnobs } from "./shutdown.ts";

export type PolicySettings = Pick<Settings, keyof typeof policySettings>;

/** Boolean knob of the file that is written again while HTCondor runs: whether jobs are accepted. */
const acceptKnob = "GLIDEIN_Accepts";

export interface Policy {
  readonly knobs: readonly Knob[];
  /** MAXJOBRETIREMENTTIME: how long a job may go on when it has to leave; not among the knobs because a stop makes it 0. */
  readonly retirement: string;
  /** To be published beside GLIDEIN_ToRetire, GLIDEIN_ToDie, GLIDEIN_Max_Idle and GLIDEIN_Max_Tail, which the expressions read. */
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const starts = [
  "GLIDEIN_Start",
  "GLIDEIN_Entry_Start",
  "GLIDECLIENT_Start",
  "GLIDECLIENT_Group_Start",
  "GLIDEIN_Custom_Start",
] as const;
const holds = ["GLIDEIN_Hold", "GLIDEIN_Entry_Hold", "GLIDECLIENT_Hold", "GLIDECLIENT_Group_Hold"] as const;
const preempts = [
  "GLIDEIN_PREEMPT",
  "GLIDEIN_Entry_PREEMPT",
  "GLIDECLIENT_PREEMPT",
  "GLIDECLIENT_Group_PREEMPT",
] as const;
const ranks = ["GLIDEIN_Rank", "GLIDEIN_Entry_Rank", "GLIDECLIENT_Rank", "GLIDECLIENT_Group_Rank"] as const;

type ExpressionName = (typeof starts | typeof holds | typeof preempts | typeof ranks)[number];

/** Seconds that a job keeps when the site announced that it will take the node away. */
const sitePreemptGrace = 1200;

/**
 * Which jobs may start, which have to go, and when all is over; every expression that somebody wrote broken is named.
 * `also`: conditions of other decisions that a job must meet.
 */
export function policyKnobs(
  settings: PolicySettings,
  also: readonly string[] = [],
): Result<Policy, readonly Failure[]> {
  const parts = (names: readonly ExpressionName[]): readonly Part[] =>
    names.map((name) => ({ name, written: settings[name] }));
  const guarded = guardsBlackHole(settings);
  const ours = [`$(${acceptKnob})`, "time() < GLIDEIN_ToRetire", "SiteWMS_WN_Draining =!= True", ...also];
  const start = compose("&&", {
    ours: guarded ? [...ours, `${blackHoleAttribute} =!= True`] : ours,
    written: parts(starts),
  });
  const hold = compose("||", { ours: [], written: parts(holds) });
  const preempt = compose("||", { ours: ["$(WANT_HOLD)", "SiteWMS_WN_Preempt =?= True"], written: parts(preempts) });
  const rank = compose("+", { ours: [], written: parts(ranks) });
  if (!start.ok || !hold.ok || !preempt.ok || !rank.ok) {
    return err([start, hold, preempt, rank].flatMap((composed) => (composed.ok ? [] : composed.error)));
  }
  return ok({
    retirement: retirement(settings, hold.value),
    attributes: guarded ? blackHoleAttributes(settings) : {},
    knobs: [
      expression("START", start.value ?? "True", [acceptKnob]),
      expression("WANT_HOLD", hold.value ?? "False"),
      expression("PREEMPT", preempt.value ?? "False", ["WANT_HOLD"]),
      expression("RANK", rank.value ?? "0"),
      expression("CLAIM_WORKLIFE", worklife(settings)),
      ...blackHoleKnobs(settings),
      ...shutdownKnobs(),
    ],
  });
}

function retirement(
  { PREEMPT_GRACE_TIME: grace, HOLD_GRACE_TIME: holdGrace }: PolicySettings,
  hold: string | null,
): string {
  const site = `ifThenElse(SiteWMS_WN_Preempt =?= True, ${Math.min(sitePreemptGrace, grace.value)}, ${grace.value})`;
  return hold === null ? site : `ifThenElse((${hold}) =?= True, ${holdGrace.value}, ${site})`;
}

/** Slots carved out of a partitionable one are merged again when their claim ends; a whole slot has nothing to merge. */
const worklife = ({ GLIDEIN_CLAIM_WORKLIFE_DYNAMIC: carved, GLIDEIN_CLAIM_WORKLIFE: whole }: PolicySettings): string =>
  `ifThenElse(DynamicSlot =?= True, ${carved.value}, ${whole.value})`;

function blackHoleAttributes(settings: PolicySettings): Policy["attributes"] {
  const { GLIDEIN_BLACKHOLE_RATE: rate, GLIDEIN_BLACKHOLE_NUMJOBS: jobs } = settings;
  const inputs = [named("GLIDEIN_BLACKHOLE_RATE", rate), named("GLIDEIN_BLACKHOLE_NUMJOBS", jobs)];
  return {
    [blackHoleAttribute]: {
      sourced: derive("black-hole guard", inputs, blackHoleExpression(settings)),
      type: "expression",
      published: true,
    },
    GLIDEIN_BLACKHOLE_RATE: { sourced: rate, type: "real", published: true },
    GLIDEIN_BLACKHOLE_NUMJOBS: { sourced: jobs, type: "integer", published: true },
  };
}
