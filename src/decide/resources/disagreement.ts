import type { Finding } from "../../model/check.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { listFences, type Resource, smallest } from "./node-fences.ts";

const units: Readonly<Record<Resource, string>> = {
  cpus: "CPUs",
  memory: "MiB of memory",
  disk: "MiB of disk",
  gpus: "GPUs",
};

/** Sizes are rounded on their way to us; within this part of each other two are the same. */
const tolerance: Readonly<Record<Resource, number>> = { cpus: 0, memory: 0.01, disk: 0.01, gpus: 0 };

/**
 * A grant or a feature is a promise to this job; one that is larger than what another fence allows cannot be kept.
 * A kernel or a node that allows more than was promised is the normal case and nothing to report.
 */
export function disagreement(resource: Resource, fences: readonly Fence[]): readonly Finding[] {
  const least = smallest(fences);
  if (least === undefined) return [];
  const broken = fences.filter(
    ({ kind, limit }) => (kind === "grant" || kind === "feature") && limit > least.limit * (1 + tolerance[resource]),
  );
  if (broken.length === 0) return [];
  return [
    {
      severity: "warning",
      message: `${listFences(broken)} ${units[resource]}, but ${least.from} ${least.limit}: ${least.limit} wins.`,
      evidence: listFences(fences),
      fix: "Make the batch system, Machine/Job Features and the limits it sets on the job agree.",
    },
  ];
}
