import type { Settings } from "./settings.ts";

export const launchSystems = ["slurm", "pbs", "lsf", "sge", "flux", "hosts"] as const;
/** Whose launcher starts the glideins; `hosts` is a plain list, `none` this node alone. */
export type LaunchSystem = (typeof launchSystems)[number] | "none";

/** The nodes of the batch job that we are in. */
export interface Allocation {
  readonly system: LaunchSystem;
  readonly jobId: string | null;
  /** Distinct, in the order of the batch system; null: it says only how many. */
  readonly hosts: readonly string[] | null;
  readonly nodes: number;
  /** How many of the nodes, in this order, each component of a heterogeneous job has; null: it is none. */
  readonly components: readonly number[] | null;
  /** What said so. */
  readonly from: string;
  /** What is odd about it. */
  readonly notes: readonly string[];
}

/** What every rank reads to know what it is to do. Written once, by the launch, into its directory. */
export interface LaunchOrder {
  readonly schema: "glidein.launch-order/1";
  readonly id: string;
  /** Directory of the launch, the same on all nodes. */
  readonly directory: string;
  /** Where the launch was started; relative paths in settings are relative to it. */
  readonly cwd: string;
  readonly system: LaunchSystem;
  readonly hosts: readonly string[] | null;
  readonly nodes: number;
  readonly perNode: number;
  /** Seconds. */
  readonly spread: number;
  readonly seed: number | null;
  readonly settings: Settings;
  /** What the batch system told the launch of the whole job, for tasks that it tells nothing. */
  readonly env: Readonly<Record<string, string>>;
}

/** What became of one glidein of a launch. */
export type RankState =
  /** It ended, with status 0. */
  | "ended"
  | "failed"
  /** It started and its end was never told: the node died, or was taken away. */
  | "lost"
  /** It never started. */
  | "absent";

export interface RankRow {
  readonly rank: number;
  readonly node: number;
  readonly local: number;
  readonly host: string | null;
  readonly name: string | null;
  readonly state: RankState;
  /** Null: it told none. */
  readonly status: number | null;
  readonly why: string;
  /** Seconds from its start until its slots were in the pool; null: they never were. */
  readonly readyAfter: number | null;
  readonly seconds: number | null;
  readonly jobs: number;
  /** What could not be removed on its node. */
  readonly left: readonly string[];
}

export interface LaunchSummary {
  readonly schema: "glidein.launch/1";
  readonly id: string;
  readonly system: LaunchSystem;
  readonly jobId: string | null;
  readonly nodes: number;
  readonly perNode: number;
  readonly launcher: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  readonly reason: string;
  /** How many glideins came to each end, and how many served the pool. */
  readonly counts: Readonly<Record<RankState | "served", number>>;
  readonly ranks: readonly RankRow[];
  /** Directory with the reports and logs of all. */
  readonly directory: string;
}
