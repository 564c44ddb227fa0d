import type { RankProgress } from "../../parse/launch/rank-log.ts";

export interface FailedStart {
  readonly ranks: readonly RankProgress[];
  readonly perNode: number;
  readonly hosts: readonly string[] | null;
  /** What the launcher said, its end. */
  readonly said: string;
}

/**
 * Some launchers take back all tasks when one node cannot be reached at the start, whatever they were told (srun:
 * "Application launch failed"). The nodes without which it is tried again: those that the launcher names, else those
 * from which nothing was heard. None when a glidein lives or has ended by itself, since then the launch did not fail.
 */
export function nodesToLeaveOut({ ranks, perNode, hosts, said }: FailedStart): readonly string[] {
  if (hosts === null || ranks.some(({ readyAt, ended }) => readyAt !== null || ended !== null)) return [];
  const named = new Set([...said.matchAll(/ failed on node ([A-Za-z0-9_.-]{1,255}): /gu)].map(([, name]) => name));
  const blamed = hosts.filter((host) => named.has(host));
  const silent = hosts.filter((_, node) =>
    ranks.slice(node * perNode, (node + 1) * perNode).every(({ pid }) => pid === null),
  );
  const found = blamed.length > 0 ? blamed : silent;
  return found.length === hosts.length ? [] : found;
}
