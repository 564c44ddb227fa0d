import { row } from "./row.ts";

/** An expression of the ClassAd language, kept as text until it is composed. */
const expression = (doc: string) => row({ type: { kind: "string" }, default: null, doc });

/** Which jobs are accepted, held, pre-empted and preferred. GlideinWMS's names; factory and VO each have their say. */
export const policySettings = {
  GLIDEIN_Start: expression("Factory: jobs are accepted only while this ClassAd expression is true. Unset: always."),
  GLIDEIN_Entry_Start: expression("Entry: the same as GLIDEIN_Start."),
  GLIDECLIENT_Start: expression("VO: the same as GLIDEIN_Start."),
  GLIDECLIENT_Group_Start: expression("Group of the VO: the same as GLIDEIN_Start."),
  GLIDEIN_Custom_Start: expression("The same as GLIDEIN_Start, for scripts of the VO to set."),
  GLIDEIN_Hold: expression("Factory: a running job is stopped and held when this becomes true. Unset: never."),
  GLIDEIN_Entry_Hold: expression("Entry: the same as GLIDEIN_Hold."),
  GLIDECLIENT_Hold: expression("VO: the same as GLIDEIN_Hold."),
  GLIDECLIENT_Group_Hold: expression("Group of the VO: the same as GLIDEIN_Hold."),
  GLIDEIN_PREEMPT: expression("Factory: a running job has to leave when this becomes true. Unset: never."),
  GLIDEIN_Entry_PREEMPT: expression("Entry: the same as GLIDEIN_PREEMPT."),
  GLIDECLIENT_PREEMPT: expression("VO: the same as GLIDEIN_PREEMPT."),
  GLIDECLIENT_Group_PREEMPT: expression("Group of the VO: the same as GLIDEIN_PREEMPT."),
  GLIDEIN_Rank: expression(
    "Factory: jobs with a larger value are preferred; the ranks of all four are added. Unset: 1.",
  ),
  GLIDEIN_Entry_Rank: expression("Entry: the same as GLIDEIN_Rank."),
  GLIDECLIENT_Rank: expression("VO: the same as GLIDEIN_Rank."),
  GLIDECLIENT_Group_Rank: expression("Group of the VO: the same as GLIDEIN_Rank."),
  PREEMPT_GRACE_TIME: row({
    type: { kind: "seconds", min: 0, max: 2147483647 },
    default: 10_000_000,
    doc: "How long a job may go on running when it has to leave before the die time (MaxJobRetirementTime).",
  }),
  HOLD_GRACE_TIME: row({
    type: { kind: "seconds", min: 0, max: 2147483647 },
    default: 0,
    doc: "The same for a job that is to be held.",
  }),
  GLIDEIN_CLAIM_WORKLIFE: row({
    type: { kind: "integer", min: -1, max: 2147483647 },
    default: -1,
    doc: "Seconds after which a slot takes no further job of the same user without being matched anew. -1: never.",
  }),
  GLIDEIN_CLAIM_WORKLIFE_DYNAMIC: row({
    type: { kind: "integer", min: -1, max: 2147483647 },
    default: 3600,
    doc: "The same for slots carved out of a partitionable one, which are merged again then.",
  }),
  GLIDEIN_BLACKHOLE_RATE: row({
    type: { kind: "number", min: 0, max: 1_000_000 },
    default: 0,
    doc: "Jobs a second, on average, above which the glidein takes no more and retires, because they must be failing. 0: no such guard.",
  }),
  GLIDEIN_BLACKHOLE_NUMJOBS: row({
    type: { kind: "integer", min: 1, max: 2147483647 },
    default: 10,
    doc: "Jobs that have to end that fast before GLIDEIN_BLACKHOLE_RATE counts.",
  }),
} as const;
