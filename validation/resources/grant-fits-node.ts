import type { Check, Finding } from "../../src/model/check.ts";
import { size, skip, warning } from "../finding.ts";
import { type Amount, featured, granted, least, list, ofKind } from "../slot.ts";

/** Memory that the firmware and the kernel keep for themselves is counted by some batch systems. */
const memoryTolerance = 1.05;

export const grantFitsNode: Check = {
  id: "grant-fits-node",
  title: "The batch system grants no more than the node has",
  why: "A grant that is larger than the node is a wrong node definition, or a variable of another job: jobs would be started that cannot run.",
  judges: "A warning for a grant of CPUs, memory or GPUs above the hardware; memory within 5 % of it passes.",
  thresholds: [],
  phase: "node",
  evaluate: (facts) => {
    const cpus = [...granted(facts, ({ cpus }) => cpus), ...featured(facts, "job.allocated_cpu")];
    const memory = [
      ...granted(facts, ({ memoryMiB }) => memoryMiB),
      ...featured(facts, "job.max_rss_bytes", 1_048_576),
    ];
    const gpus = granted(facts, ({ gpus }) => gpus);
    if (cpus.length + memory.length + gpus.length === 0) return skip("no batch system says what it grants");
    return [
      ...larger("CPUs", cpus, least(ofKind(facts.cpus.fences, "hardware")), 1, String),
      ...larger("memory", memory, least(ofKind(facts.memory.fences, "hardware")), memoryTolerance, size),
      ...larger("GPUs", gpus, least(ofKind(facts.gpus.fences, "hardware")), 1, String),
    ];
  },
};

function larger(
  what: string,
  grants: readonly Amount[],
  hardware: Amount | null,
  tolerance: number,
  show: (amount: number) => string,
): readonly Finding[] {
  if (hardware === null) return [];
  const wrong = grants.filter(({ limit }) => limit > hardware.limit * tolerance);
  const [first] = wrong;
  if (first === undefined) return [];
  return [
    warning(
      `${first.from} grants ${show(first.limit)}${what === "memory" ? " of memory" : ` ${what}`}, and the node has ${show(hardware.limit)}`,
      `${list(wrong)}; ${hardware.from}: ${hardware.limit}`,
      "Correct the node's definition in the batch system (Slurm: `slurmd -C`; PBS: `pbsnodes`), or the provider of Machine/Job Features.",
    ),
  ];
}
