import type { Host } from "../../host/host.ts";
import type { BatchFacts } from "../../model/facts/batch.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { EpochSeconds } from "../../model/units.ts";
import type { CgroupOwner } from "../../parse/batch/cgroup-owner.ts";
import type { Ancestry } from "./ancestry.ts";
import { type Variables, variablesOf } from "./variables.ts";

/** What the node itself shows, the same for every batch system. */
export interface Surroundings {
  readonly host: Host;
  /** Whole seconds. */
  readonly now: EpochSeconds;
  readonly hostname: string | null;
  /** In a container with a host name of its own, which is no node's. */
  readonly contained: boolean;
  /** Batch jobs named in the path of our cgroup. */
  readonly owners: readonly CgroupOwner[];
  readonly ancestry: Ancestry;
}

/** The surroundings as one system's probe sees them, with the places for what it could not find out. */
export interface Slot extends Surroundings {
  readonly variables: Variables;
  readonly unknown: Unknown[];
  readonly disagreements: BatchFacts["disagreements"][number][];
}

export function slotIn(surroundings: Surroundings): Slot {
  const unknown: Unknown[] = [];
  return { ...surroundings, unknown, disagreements: [], variables: variablesOf(surroundings.host.env, unknown) };
}
