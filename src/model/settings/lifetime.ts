import { row } from "./row.ts";

/** 68 years: sums of a few of these stay exact. */
const longest = 2_147_483_647;

/** When to retire, die and end. Meanings are GlideinWMS's unless the doc says otherwise. */
export const lifetimeSettings = {
  GLIDEIN_Max_Walltime: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: null,
    flag: "--walltime",
    doc: "Wall time of the entry, counted from the batch job's start. Unset: no limit from the entry.",
  }),
  GLIDEIN_Job_Max_Time: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 129_600,
    doc: "Longest job that is accepted: the time between retiring and dying. Shortened, and published so, when a limit is too near.",
  }),
  GLIDEIN_Retire_Time: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 21_600,
    doc: "How long jobs are accepted when neither the entry nor the batch system limits the wall time.",
  }),
  GLIDEIN_Retire_Time_Spread: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: null,
    doc: "Up to this much is taken off at random, so that glideins that start together do not end together. Unset: a tenth of the time in which jobs are accepted.",
  }),
  GLIDEIN_Graceful_Shutdown: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 120,
    doc: "Time for running jobs to end by themselves once the die time is there.",
  }),
  GLIDEIN_Update_Interval: row({
    type: { kind: "seconds", min: 1, max: 86_400 },
    default: 370,
    doc: "Longest time between two ads of the startd, which acts on the die time only then. Kept free before the end.",
  }),
  GLIDEIN_Max_Idle: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 1200,
    doc: "The glidein ends when no job came for this long after its start.",
  }),
  GLIDEIN_Max_Tail: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 400,
    doc: "The glidein ends when it is without a job for this long after its last one.",
  }),
  GLIDEIN_Minimum_Time: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 600,
    doc: "A glidein that could accept jobs for less than this is not started.",
  }),
  GLIDEIN_Entry_Margin: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 0,
    doc: "Everything is gone this long before the entry's wall time is over.",
  }),
  GLIDEIN_Batch_Margin: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 60,
    doc: "Everything is gone this long before an end that the batch system or Machine/Job Features announce.",
  }),
  GLIDEIN_Credential_Margin: row({
    type: { kind: "seconds", min: 0, max: longest },
    default: 300,
    doc: "Everything is gone this long before a credential ends.",
  }),
  GLIDEIN_Ignore_X509_Duration: row({
    type: { kind: "boolean" },
    default: false,
    doc: "True: ends of proxies and VOMS attributes do not shorten the glidein's life unless one has under 900 s left besides its margin; a token's always does. Unset means false, unlike in GlideinWMS.",
  }),
} as const;
