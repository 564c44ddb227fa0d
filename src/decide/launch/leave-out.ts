import type { RankProgress } from "../../parse/launch/rank-log.ts";

export interface FailedStart {
  readonly ranks: readonly RankProgress[];
  readonly perNode: number;
  readonly hosts: readonly string[] | null;
  /** What the launcher said, its end. */
  readonly said: string;
}

/**
 * A launcher that has ended badly, nobody having stopped it. Some take back all tasks when one node cannot be reached at the
 * start, whatever they were told (srun: "Application launch failed", half a minute later or more: by then glideins on other
 * nodes may serve already, and are killed without a word). The nodes without which it is tried again: those that the
 * launcher names; else, where no glidein came so far as to serve or to end, those from which nothing was heard. None when
 * every glidein of the other nodes has ended by itself, since then there is nothing to start.
 */
export function nodesToLeaveOut({ ranks, perNode, hosts, said }: FailedStart): readonly string[] {
  if (hosts === null) return [];
  const of = (node: number): readonly RankProgress[] => ranks.slice(node * perNode, (node + 1) * perNode);
  const named = new Set([...said.matchAll(/ failed on node ([A-Za-z0-9_.-]{1,255}): /gu)].map(([, name]) => name));
  const blamed = hosts.filter((host, node) => named.has(host) && of(node).every(isSilent));
  const silent = ranks.some(({ readyAt, ended }) => readyAt !== null || ended !== null)
    ? []
    : hosts.filter((_, node) => of(node).every(({ pid }) => pid === null));
  const found = blamed.length > 0 ? blamed : silent;
  const others = hosts.flatMap((host, node) => (found.includes(host) ? [] : of(node)));
  return others.every(({ ended }) => ended !== null) ? [] : found;
}

/** A message of later, to a node whose glidein had served, is no word of the start. */
const isSilent = ({ readyAt, ended }: RankProgress): boolean => readyAt === null && ended === null;
