import type { Fence } from "../../model/facts/fence.ts";
import type { Named, Source, Sourced } from "../../model/provenance.ts";
import { named, sourced } from "../../model/provenance.ts";

export type Resource = "cpus" | "memory" | "disk" | "gpus";

/** Every fence that was observed, by resource: the node's, the batch system's and Machine/Job Features'. */
export type NodeFences = Readonly<Record<Resource, readonly Fence[]>>;

/** Fences of several observers together; an observer may have nothing to say about a resource. */
export function mergeFences(...observers: readonly Partial<NodeFences>[]): NodeFences {
  const of = (resource: Resource): readonly Fence[] => observers.flatMap((observer) => observer[resource] ?? []);
  return { cpus: of("cpus"), memory: of("memory"), disk: of("disk"), gpus: of("gpus") };
}

/** A fence as a candidate that `least` can compare, and `explain` show. */
export function fenceCandidate(fence: Fence): { readonly name: string; readonly sourced: Sourced<number> } {
  const source: Source = { kind: "probe", probe: fence.kind, evidence: `${fence.from} = ${fence.limit}` };
  return { name: fence.from, sourced: sourced(fence.limit, source) };
}

export const namedFences = (fences: readonly Fence[]): readonly Named[] =>
  fences.map((fence) => named(fence.from, fenceCandidate(fence).sourced));

/** Limits that mean something: a number from 0 on. */
export const usable = (fences: readonly Fence[]): readonly Fence[] =>
  fences.filter(({ limit }) => Number.isFinite(limit) && limit >= 0);

export const smallest = (fences: readonly Fence[]): Fence | undefined =>
  fences.reduce<Fence | undefined>(
    (least, fence) => (least === undefined || fence.limit < least.limit ? fence : least),
    undefined,
  );

/** `slurm SLURM_CPUS_ON_NODE 8, affinity mask 4`. */
export const listFences = (fences: readonly Fence[]): string =>
  fences.length === 0 ? "nothing" : fences.map(({ from, limit }) => `${from} ${limit}`).join(", ");
