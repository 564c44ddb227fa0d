import type { Unknown } from "./fence.ts";

export type BatchSystem = "none" | "htcondor" | "slurm" | "pbs" | "torque" | "lsf" | "sge" | "flux" | "kubernetes";

/**
 * How far a claim of being in a batch job is believed. Variables alone are inherited by whatever was started in, or
 * reached by ssh from, another job.
 * `confirmed`: something that cannot be inherited agrees (cgroup, node list, node file, ancestor process, job's
 * directory). `claimed`: nothing says either way. `contradicted`: the evidence says that it is not our job; nothing in
 * it may be used.
 */
export type BatchStanding = "confirmed" | "claimed" | "contradicted";

/** A signal that the batch system sends before it kills. */
export interface BatchWarning {
  /** e.g. `SIGUSR2`. */
  readonly signal: string;
  readonly when: string;
  /** Time from this signal to the kill, where it is known. */
  readonly secondsToKill: number | null;
  /** It only announces the end: until then everything may go on. */
  readonly early?: boolean;
  /** Whether an early one comes to us; others come to every process. */
  readonly reaches?: boolean;
}

export interface BatchGrant {
  readonly limit: number;
  /** The variable, file or command that said it, without the system's name. */
  readonly from: string;
}

/** One batch system that we run under; nested ones are normal. */
export interface BatchJob {
  readonly system: BatchSystem;
  /** Evidence beyond variables that can be inherited from another job agrees (cgroup, node list, node file). */
  readonly confirmed: boolean;
  readonly standing: BatchStanding;
  /** What agreed or disagreed, as sentences. */
  readonly evidence: readonly string[];
  readonly jobId: string | null;
  /** Id that means the same outside of this cluster (HTCondor GlobalJobId, Slurm SLUID). */
  readonly globalId: string | null;
  readonly stepId: string | null;
  /** The array that this job is an element of. */
  readonly array: { readonly jobId: string; readonly index: string } | null;
  /** Component of a heterogeneous job, from 0. */
  readonly component: number | null;
  /** How often this job was started before. */
  readonly restarts: number | null;
  readonly nodeName: string | null;
  /** Rank of this node in the allocation, from 0. */
  readonly nodeRank: number | null;
  readonly nodeCount: number | null;
  /** Rank among the tasks of this step on this node, from 0, and how many they are: who shares the grant below. */
  readonly localRank: number | null;
  readonly tasksOnNode: number | null;
  /** Queue or partition. */
  readonly queue: string | null;
  readonly account: string | null;
  readonly cluster: string | null;
  /** Name of the slot (HTCondor). */
  readonly slotName: string | null;
  readonly startAt: number | null;
  /** What said so; null exactly when `startAt` is. */
  readonly startFrom: string | null;
  /** Candidates for the end, each with its origin, in epoch seconds. */
  readonly ends: readonly { readonly at: number; readonly from: string }[];
  /** What said that there is no end; null when nothing did. */
  readonly endless: string | null;
  readonly cpus: BatchGrant | null;
  readonly memoryMiB: BatchGrant | null;
  readonly diskMiB: BatchGrant | null;
  readonly gpus: { readonly limit: number; readonly from: string; readonly devices: readonly string[] } | null;
  /** Directory the batch system made for this job. */
  readonly scratch: string | null;
  /** Seconds between the warning (TERM) and KILL, where it is known. */
  readonly graceSeconds: number | null;
  readonly warnings: readonly BatchWarning[];
}

export interface BatchFacts {
  /** The innermost system that is not contradicted; `none` when there is no evidence of any. */
  readonly system: BatchSystem;
  readonly jobId: string | null;
  /** All of them, innermost first, contradicted ones last; `jobs[0]` is the one above unless that is `none`. */
  readonly jobs: readonly BatchJob[];
  /** Grid middleware that submitted the job to the batch system. */
  readonly middleware: readonly { readonly name: "arc" | "cream"; readonly jobId: string }[];
  /** Two sources that should say the same and do not. */
  readonly disagreements: readonly { readonly what: string; readonly why: string }[];
  readonly unknown: readonly Unknown[];
}
