import type { BatchFacts } from "../../model/facts/batch.ts";
import type { Fence } from "../../model/facts/fence.ts";
import type { Settings } from "../../model/settings.ts";
import { type NodeFences, smallest } from "./node-fences.ts";

/** Several glideins share what was given on a node. */
export interface NodeShare {
  /** Which of them, from 0. */
  readonly local: number;
  /** How many they are, at least 2. */
  readonly of: number;
}

/** By the settings of whoever launched us; else by the batch system, which starts the same in every task of a step. */
export function nodeShare(
  settings: Pick<Settings, "GLIDEIN_Per_Node" | "GLIDEIN_Local_Rank">,
  batch: BatchFacts,
): NodeShare | null {
  const of = settings.GLIDEIN_Per_Node.value;
  if (of > 1) return { local: settings.GLIDEIN_Local_Rank.value % of, of };
  const [job] = batch.jobs.filter(({ standing }) => standing !== "contradicted");
  const tasks = job?.tasksOnNode ?? 1;
  if (settings.GLIDEIN_Per_Node.source.kind !== "default" || tasks < 2) return null;
  return { local: (job?.localRank ?? 0) % tasks, of: tasks };
}

/** The fences with our share as one more of each resource that is divided. */
export function shared(fences: NodeFences, share: NodeShare | null): NodeFences {
  if (share === null) return fences;
  const part = (all: readonly Fence[]): readonly Fence[] => {
    const fence = shareFence(all, share);
    return fence === null ? all : [...all, fence];
  };
  return {
    cpus: part(fences.cpus),
    memory: part(fences.memory),
    disk: part(fences.disk),
    gpus: part(fences.gpus),
  };
}

/**
 * A launcher may have bound each task to its part of the node already. Then the kernel allows no more than that part of
 * what the others say, and dividing again would take what nobody else has.
 */
function shareFence(fences: readonly Fence[], share: NodeShare): Fence | null {
  const least = smallest(fences);
  if (least === undefined) return null;
  const others = smallest(fences.filter(({ kind }) => kind !== "kernel"));
  if (others !== undefined && least.kind === "kernel" && least.limit * share.of <= others.limit) return null;
  const limit = partOf(Math.floor(least.limit), share);
  return { limit, from: `share ${share.local + 1} of ${share.of} of ${least.from}`, kind: "grant" };
}

/** The first ones get what cannot be divided. */
const partOf = (count: number, { local, of }: NodeShare): number =>
  Math.floor(count / of) + (local < count % of ? 1 : 0);

/** Our part of the node's devices; nobody else's. */
export function sharedDevices(devices: readonly string[], share: NodeShare | null): readonly string[] {
  if (share === null) return devices;
  const [start, end] = [0, 1].map((more) =>
    Array.from({ length: share.local + more }, (_, local) => partOf(devices.length, { ...share, local })).reduce(
      (sum, count) => sum + count,
      0,
    ),
  );
  return devices.slice(start, end);
}
