import type { BatchFacts, BatchGrant, BatchJob, BatchWarning } from "../../model/facts/batch.ts";
import { list, nullable, number, object, optional, text, truth, word } from "../shape.ts";
import { unknown } from "./machine-shape.ts";

const system = word("none", "htcondor", "slurm", "pbs", "torque", "lsf", "sge", "flux", "kubernetes");
const grant = nullable(object<BatchGrant>({ limit: number, from: text }));

const job = object<BatchJob>({
  system,
  confirmed: truth,
  standing: word("confirmed", "claimed", "contradicted"),
  evidence: list(text),
  jobId: nullable(text),
  globalId: nullable(text),
  stepId: nullable(text),
  array: nullable(object<NonNullable<BatchJob["array"]>>({ jobId: text, index: text })),
  component: nullable(number),
  restarts: nullable(number),
  nodeName: nullable(text),
  nodeRank: nullable(number),
  nodeCount: nullable(number),
  localRank: nullable(number),
  tasksOnNode: nullable(number),
  queue: nullable(text),
  account: nullable(text),
  cluster: nullable(text),
  slotName: nullable(text),
  startAt: nullable(number),
  startFrom: nullable(text),
  ends: list(object<BatchJob["ends"][number]>({ at: number, from: text })),
  endless: nullable(text),
  cpus: grant,
  memoryMiB: grant,
  diskMiB: grant,
  gpus: nullable(object<NonNullable<BatchJob["gpus"]>>({ limit: number, from: text, devices: list(text) })),
  scratch: nullable(text),
  graceSeconds: nullable(number),
  warnings: list(
    object<BatchWarning>({
      ...{ signal: text, when: text, secondsToKill: nullable(number) },
      ...{ early: optional(truth), reaches: optional(truth) },
    }),
  ),
});

/** What the batch system's part of a facts document must be. */
export const batch = object<BatchFacts>({
  system,
  jobId: nullable(text),
  jobs: list(job),
  middleware: list(object<BatchFacts["middleware"][number]>({ name: word("arc", "cream"), jobId: text })),
  disagreements: list(object<BatchFacts["disagreements"][number]>({ what: text, why: text })),
  unknown: list(unknown),
});
