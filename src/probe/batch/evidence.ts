import type { BatchJob, BatchSystem } from "../../model/facts/batch.ts";
import { placeOfHost } from "../../parse/batch/host-name.ts";

/**
 * One thing that speaks for or against being in the job that the variables name. `strong`: it is a property of this
 * very process (cgroup, ancestor), or the batch system itself says so. Otherwise it is one of this node.
 */
export interface Evidence {
  readonly agrees: boolean;
  readonly strong: boolean;
  readonly text: string;
}

export const agrees = (text: string): Evidence => ({ agrees: true, strong: false, text });
export const disagrees = (text: string): Evidence => ({ agrees: false, strong: false, text });
export const proves = (text: string): Evidence => ({ agrees: true, strong: true, text });
export const disproves = (text: string): Evidence => ({ agrees: false, strong: true, text });

/** Whether our host name is among the job's; the name of a container says nothing when it is not. */
export function hostEvidence(
  { hostname, contained }: { readonly hostname: string | null; readonly contained: boolean },
  hosts: readonly string[],
  list: string,
): readonly Evidence[] {
  if (hostname === null) return [];
  if (placeOfHost(hosts, hostname) >= 0) return [agrees(`this host, ${hostname}, is in ${list}`)];
  return contained ? [] : [disagrees(`this host, ${hostname}, is not in ${list}`)];
}

export type Judgement = Pick<BatchJob, "confirmed" | "standing" | "evidence">;

/** Strong evidence counts before weak, and what agrees before what does not: a claim is dropped only when nothing holds it. */
export function judge(evidence: readonly Evidence[]): Judgement {
  const strong = evidence.filter((each) => each.strong);
  const counted = strong.length > 0 ? strong : evidence;
  const standing =
    counted.length === 0 ? "claimed" : counted.some((each) => each.agrees) ? "confirmed" : "contradicted";
  return {
    standing,
    confirmed: standing === "confirmed",
    evidence:
      evidence.length === 0
        ? ["only variables, which may be another job's, say so"]
        : evidence.map((each) => each.text),
  };
}

/** A job of which nothing is known but that it is there. */
export const blankJob = (system: BatchSystem, judgement: Judgement): BatchJob => ({
  system,
  ...judgement,
  jobId: null,
  globalId: null,
  stepId: null,
  array: null,
  component: null,
  restarts: null,
  nodeName: null,
  nodeRank: null,
  nodeCount: null,
  localRank: null,
  tasksOnNode: null,
  queue: null,
  account: null,
  cluster: null,
  slotName: null,
  startAt: null,
  startFrom: null,
  ends: [],
  endless: null,
  cpus: null,
  memoryMiB: null,
  diskMiB: null,
  gpus: null,
  scratch: null,
  graceSeconds: null,
  warnings: [],
});
