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

export function nodeShare(settings: Pick<Settings, "GLIDEIN_Per_Node" | "GLIDEIN_Local_Rank">): NodeShare | null {
  const of = settings.GLIDEIN_Per_Node.value;
  return of < 2 ? null : { local: settings.GLIDEIN_Local_Rank.value % of, of };
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
