import type { BatchJob } from "../../model/facts/batch.ts";
import { placeOfHost } from "../../parse/batch/host-name.ts";
import { type HostShare, slotsOn } from "../../parse/batch/node-file.ts";
import { type Evidence, hostEvidence } from "./evidence.ts";
import type { Slot } from "./slot.ts";

/** Our place in a list of hosts with their slots (`PBS_NODEFILE`, `LSB_MCPU_HOSTS`, `PE_HOSTFILE`). */
export interface Allocation extends Pick<BatchJob, "nodeRank" | "nodeCount"> {
  /** Slots of this host. */
  readonly slots: number | null;
  readonly evidence: readonly Evidence[];
}

export function allocationOf(slot: Slot, shares: readonly HostShare[] | null, list: string): Allocation {
  if (shares === null) return { nodeRank: null, nodeCount: null, slots: null, evidence: [] };
  const hosts = shares.map(({ host }) => host);
  const evidence = hostEvidence(slot, hosts, list);
  // The only host of the list is ours as long as nothing says that it is not.
  const only = shares.length === 1 && !evidence.some(({ agrees }) => !agrees) ? shares[0] : undefined;
  const name = only?.host ?? slot.hostname;
  const place = name === null ? -1 : placeOfHost(hosts, name);
  return {
    nodeRank: place < 0 ? null : place,
    nodeCount: shares.length,
    slots: name === null ? null : slotsOn(shares, name),
    evidence,
  };
}
