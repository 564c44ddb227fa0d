import type { LaunchOrder, LaunchSystem } from "../../model/launch.ts";
import { placeOfHost } from "../../parse/batch/host-name.ts";

/** Which of the glideins of a launch a task is; `local` null: whichever of its node is free. */
export interface Place {
  readonly node: number;
  readonly local: number | null;
}

const number = (env: Readonly<Record<string, string>>, name: string): number | null => {
  const text = Object.hasOwn(env, name) ? (env[name] ?? "") : "";
  return /^[0-9]{1,7}$/u.test(text) ? Number(text) : null;
};

/** Rank among all tasks, and among those of the node, as launchers tell them. */
const rankVariables: readonly (readonly [system: LaunchSystem | null, rank: string, local: string])[] = [
  ["slurm", "SLURM_PROCID", "SLURM_LOCALID"],
  ["flux", "FLUX_TASK_RANK", "FLUX_TASK_LOCAL_ID"],
  [null, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_RANK"],
  [null, "PMIX_RANK", "PMIX_LOCAL_RANK"],
  [null, "PALS_RANKID", "PALS_LOCAL_RANKID"],
  [null, "MV2_COMM_WORLD_RANK", "MV2_COMM_WORLD_LOCAL_RANK"],
  [null, "PMI_RANK", "MPI_LOCALRANKID"],
];

/**
 * The place of a task in its launch: the order says it to tasks that are started one by one; else the node's place in the
 * list of hosts; else what the launcher tells. Null: none of them helps.
 */
export function placeOfTask(
  order: Pick<LaunchOrder, "system" | "hosts" | "nodes" | "perNode">,
  env: Readonly<Record<string, string>>,
  hostNames: readonly string[],
): Place | null {
  const { hosts, nodes, perNode } = order;
  // A batch script has its own rank, 0, which every other launcher hands on; so only the launcher's own system counts.
  const told = rankVariables
    .filter(([system]) => system === null || system === order.system)
    .map(([, rank, local]) => ({ rank: number(env, rank), local: number(env, local) }))
    .find(({ rank }) => rank !== null);
  const local = told?.local ?? null;
  const usable = local !== null && local < perNode ? local : null;
  const byName = hosts === null ? -1 : (hostNames.map((name) => placeOfHost(hosts, name)).find((at) => at >= 0) ?? -1);
  if (byName >= 0) return { node: byName, local: usable };
  if (told?.rank === null || told === undefined) return nodes === 1 ? { node: 0, local: usable } : null;
  const node = Math.floor(told.rank / perNode);
  if (node >= nodes) return null;
  return { node, local: usable ?? told.rank % perNode };
}
