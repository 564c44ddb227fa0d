import type { Finding } from "./check.ts";
import type { ContainerUse } from "./container-use.ts";
import type { Sourced } from "./provenance.ts";

export type AttributeType = "integer" | "real" | "string" | "boolean" | "expression";

/** One attribute of the slots' ads, with its provenance. */
export interface Attribute {
  readonly sourced: Sourced<number | string | boolean>;
  readonly type: AttributeType;
  readonly published: boolean;
}

export interface BoundFence {
  readonly resource: "cpus" | "memory" | "disk" | "gpus";
  readonly limit: number;
  readonly from: string;
  readonly binding: boolean;
}

export interface ResourcePlan {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number | null;
  readonly gpus: number;
  readonly fences: readonly BoundFence[];
}

/** One slot type; amounts are for each slot of the type. */
export interface SlotType {
  readonly type: number;
  readonly count: number;
  readonly partitionable: boolean;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number | null;
  readonly gpus: number;
  /** Custom resources, by name. */
  readonly extra: Readonly<Record<string, number>>;
}

export interface BudgetRow {
  /** `entry:NAME`, `batch:SYSTEM`, `mjf:KEY`, `credential:KIND`. */
  readonly id: string;
  /** When this limit ends us, its margin already taken off. */
  readonly at: number;
  readonly from: string;
}

export interface Lifetime {
  readonly startedAt: number;
  readonly retireAt: number;
  readonly dieAt: number;
  readonly endAt: number | null;
  /** Longest job that is accepted, in seconds; published. */
  readonly jobMaxSeconds: number;
  /** The budget row of `endAt`; `entry:GLIDEIN_Retire_Time` when nothing limits. */
  readonly winner: string;
  readonly budget: readonly BudgetRow[];
}

export interface ContainerPlan {
  readonly policy: string;
  readonly mode: "none" | "privileged" | "unprivileged";
  readonly path: string | null;
  readonly version: string | null;
  readonly because: string;
  readonly tried: readonly { readonly path: string; readonly outcome: string; readonly fix: string }[];
  /** How jobs get into containers; null when they do not. */
  readonly use: ContainerUse | null;
}

/** Whether jobs can get at the pilot's credentials and processes, by themselves or by what HTCondor does for them. */
export interface HidingPlan {
  /** All of them, in all ways. */
  readonly hidden: boolean;
  readonly because: string;
  /** A job wrapper hides them; false also where every job is in a container. */
  readonly wrapped: boolean;
  /** HTCondor's starter, which follows a job's links and starts its PreCmd, is started where they cannot be seen. */
  readonly starter: boolean;
  /** A job that cannot be hidden goes back to the queue; else it runs all the same. */
  readonly required: boolean;
  /** What is hidden beside the work directory; as it was named, so perhaps relative. */
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

export interface Verdict {
  readonly decision: "proceed" | "degrade" | "refuse";
  /** Ids of the checks and decisions that lowered it. */
  readonly because: readonly string[];
}

/** What `run` would do, as one JSON document (`glidein plan --format json`). */
export interface Plan {
  readonly schema: "glidein.plan/1";
  /** Name of this glidein in the pool. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly findings: readonly (Finding & { readonly check: string })[];
  readonly resources: ResourcePlan;
  readonly slots: readonly SlotType[];
  readonly lifetime: Lifetime;
  readonly container: ContainerPlan;
  readonly hiding: HidingPlan;
  readonly collectors: readonly string[];
  /** The site of a table that this is (docs/sites.md), and what it was recognised by. */
  readonly site: { readonly name: string | null; readonly because: readonly string[] };
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Text of HTCondor's configuration, with the work directory it will have. */
  readonly condorConfig: string;
}
