import { placeOfHost } from "../../parse/batch/host-name.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { distanceTo } from "./ancestry.ts";
import { daemons } from "./daemons.ts";
import { disagrees, type Evidence, hostEvidence, proves } from "./evidence.ts";
import type { Slot } from "./slot.ts";
import type { SlurmVariables } from "./slurm-variables.ts";

const mostNodes = 100_000;

export interface SlurmPlace {
  /** In the node list of our component, from 0: the index into its lists of counts. */
  readonly inComponent: number | null;
  readonly nodeRank: number | null;
  readonly nodeCount: number | null;
}

/**
 * By name where the node list has ours, since SLURM_NODEID counts the nodes of the step, which may be fewer than the
 * job's. Ranks and counts are of all components together.
 */
export function slurmPlace(variables: SlurmVariables, names: readonly string[]): SlurmPlace {
  const byName = names.map((name) => placeOfHost(variables.hosts, name)).find((place) => place >= 0);
  const inComponent =
    byName ?? variables.ofNode("SLURM_NODEID", (text) => parseWholeNumber(text, 0, mostNodes)) ?? null;
  const count = (text: string): ReturnType<typeof parseWholeNumber> => parseWholeNumber(text, 1, mostNodes);
  const own = variables.ofJob("SLURM_JOB_NUM_NODES", count) ?? variables.ofJob("SLURM_NNODES", count);
  const sizes = variables.components.map((hosts, group) =>
    own !== null && group === (variables.component ?? 0) ? own : hosts.length,
  );
  const before = sizes.slice(0, variables.component ?? 0).reduce((sum, size) => sum + size, 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return {
    inComponent,
    nodeRank: inComponent === null ? null : before + inComponent,
    nodeCount: total === 0 ? null : total,
  };
}

/** Set by slurmd on a node of the job, and not in the shell of `salloc` on the submit host. */
const setOnNode = [
  "SLURM_NODEID",
  "SLURMD_NODENAME",
  "SLURM_CPUS_ON_NODE",
  "SLURM_TASK_PID",
  "SLURM_PROCID",
  "SLURM_STEP_ID",
  "SLURM_JOB_START_TIME",
  "SLURM_JOB_END_TIME",
];

export function slurmEvidence(
  slot: Slot,
  variables: SlurmVariables,
  nodeName: string | null,
  ownsCgroup: boolean,
): Evidence[] {
  const evidence: Evidence[] = [];
  if (ownsCgroup) evidence.push(proves("our cgroup is this job's"));
  if (distanceTo(slot.ancestry, daemons.slurm) !== null) evidence.push(proves("a slurmstepd is among our ancestors"));
  const listed = variables.components.flat();
  const hosts = listed.length > 0 ? listed : nodeName === null ? [] : [nodeName];
  if (hosts.length > 0) evidence.push(...hostEvidence(slot, hosts, "the job's node list"));
  if (!setOnNode.some((name) => variables.has(name)))
    evidence.push(
      disagrees("no variable is set that Slurm sets on a node of the job, as in the shell of salloc on a submit host"),
    );
  return evidence;
}
