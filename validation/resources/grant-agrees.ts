import type { Check, Finding } from "../../src/model/check.ts";
import type { Fence } from "../../src/model/facts/fence.ts";
import { skip, warning } from "../finding.ts";
import { type Amount, granted, jobsOf, least, list, ofKind } from "../slot.ts";

const memoryTolerance = 1.01;

export const grantAgrees: Check = {
  id: "grant-agrees",
  title: "The kernel allows what the batch system grants",
  why: "Where the kernel allows less than was granted, jobs are started for CPUs that they share, or for memory at whose use they are killed.",
  judges:
    "A warning when an affinity mask or a control group allows less than the batch system grants. That the kernel allows more is no fault.",
  thresholds: [],
  phase: "node",
  evaluate: (facts) => {
    const cpus = cpuGrants(facts);
    const memory = granted(facts, ({ memoryMiB }) => memoryMiB);
    if (cpus.length + memory.length === 0) return skip("no batch system says what it grants");
    // A quota of 7.5 CPUs for a grant of 8 is what it is: half a CPU less.
    return [
      ...broken("CPUs", cpus, facts.cpus.fences, 1),
      ...broken("MiB of memory", memory, facts.memory.fences, memoryTolerance),
    ];
  },
};

/** Several tasks on a node share its grant, and each may be bound to its own part. */
const cpuGrants = (facts: Parameters<typeof jobsOf>[0]): readonly Amount[] =>
  jobsOf(facts).flatMap(({ system, cpus, tasksOnNode }) =>
    cpus === null
      ? []
      : [{ limit: Math.floor(cpus.limit / Math.max(1, tasksOnNode ?? 1)), from: `${system} ${cpus.from}` }],
  );

function broken(
  what: string,
  grants: readonly Amount[],
  fences: readonly Fence[],
  tolerance: number,
): readonly Finding[] {
  const kernel = least(ofKind(fences, "kernel"));
  if (kernel === null) return [];
  // What not even the node has is told by grant-fits-node.
  const hardware = least(ofKind(fences, "hardware"))?.limit ?? Number.POSITIVE_INFINITY;
  const wrong = grants.filter(({ limit }) => limit > kernel.limit * tolerance && limit <= hardware * 1.05);
  const [first] = wrong;
  if (first === undefined) return [];
  return [
    warning(
      `${first.from} grants ${first.limit} ${what}, and the kernel allows ${Number(kernel.limit.toFixed(2))}`,
      `${list(wrong)}; ${kernel.from}: ${kernel.limit}`,
      "Make the limits on the job agree with its grant: the batch system's task affinity and control groups, or the limits of the container around it.",
    ),
  ];
}
