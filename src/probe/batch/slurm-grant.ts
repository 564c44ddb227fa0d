import type { BatchJob } from "../../model/facts/batch.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { countAt, parseCountsPerNode } from "../../parse/batch/counts-per-node.ts";
import { quoted } from "../../parse/batch/quoted.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import type { SlurmVariables } from "./slurm-variables.ts";

type Grant = Pick<BatchJob, "cpus" | "memoryMiB" | "gpus">;

const mostCpus = 65_536;
const mostMebibytes = 1_073_741_824;
const cpuCount = (text: string): Result<number, string> => parseWholeNumber(text, 1, mostCpus);
const memory = (text: string): Result<number, string> => parseWholeNumber(text, 0, mostMebibytes);

/** What the job, or the step that we are in, has of this node. `place` is the node's in the job's node list. */
export function slurmGrant(variables: SlurmVariables, place: number | null, unknown: Unknown[]): Grant {
  const onNode = variables.ofNode("SLURM_CPUS_ON_NODE", cpuCount);
  const runs = variables.ofJob("SLURM_JOB_CPUS_PER_NODE", parseCountsPerNode);
  const listed = runs === null ? null : (countAt(runs, place ?? 0) ?? null);
  if (runs !== null && place !== null && listed === null)
    unknown.push({ what: "SLURM_JOB_CPUS_PER_NODE", why: `it has no entry for node ${place}` });
  // Without a rank only a list that says the same for every node says anything about this one.
  const same = place !== null || runs?.length === 1;
  const ofList = listed === null || !same ? null : { limit: listed, from: "SLURM_JOB_CPUS_PER_NODE" };
  const cpus = onNode === null ? ofList : { limit: onNode, from: "SLURM_CPUS_ON_NODE" };
  const gpus = gpuGrant(variables);
  // Memory per CPU was counted in the job's CPUs: with `--hint=nomultithread` a step's variable counts threads.
  const counted = Math.min(onNode ?? Number.POSITIVE_INFINITY, ofList?.limit ?? Number.POSITIVE_INFINITY);
  return { cpus, gpus, memoryMiB: memoryGrant(variables, counted, gpus?.limit ?? null, unknown) };
}

/** MiB. `--mem=0`, or no request, sets no variable or 0: then Slurm itself limits nothing. */
function memoryGrant(
  variables: SlurmVariables,
  cpus: number,
  gpus: number | null,
  unknown: Unknown[],
): Grant["memoryMiB"] {
  const perNode = variables.ofJob("SLURM_MEM_PER_NODE", memory) ?? 0;
  if (perNode > 0) return { limit: perNode, from: "SLURM_MEM_PER_NODE" };
  const perCpu = variables.ofJob("SLURM_MEM_PER_CPU", memory) ?? 0;
  if (perCpu > 0 && Number.isFinite(cpus)) return { limit: perCpu * cpus, from: "SLURM_MEM_PER_CPU" };
  if (perCpu > 0) unknown.push({ what: "SLURM_MEM_PER_CPU", why: "the number of CPUs on this node is not known" });
  const perGpu = variables.ofJob("SLURM_MEM_PER_GPU", memory) ?? 0;
  if (perGpu > 0 && gpus !== null && gpus > 0) return { limit: perGpu * gpus, from: "SLURM_MEM_PER_GPU" };
  if (perGpu > 0) unknown.push({ what: "SLURM_MEM_PER_GPU", why: "the number of GPUs on this node is not known" });
  return null;
}

/** The indices in the lists are the node's, not those that the job sees, so only their number is used. */
function gpuGrant(variables: SlurmVariables): Grant["gpus"] {
  const onNode = variables.ofNode("SLURM_GPUS_ON_NODE", (text) => parseWholeNumber(text, 0, 1024));
  if (onNode !== null) return { limit: onNode, from: "SLURM_GPUS_ON_NODE", devices: [] };
  for (const name of ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"]) {
    const count = variables.ofNode(name, parseIndices);
    if (count !== null) return { limit: count, from: name, devices: [] };
  }
  return null;
}

/** Number of indices in `0,1`, `0-3,6`. */
function parseIndices(text: string): Result<number, string> {
  let count = 0;
  for (const item of text.split(",", 1025)) {
    const match = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/u.exec(item);
    const [low, high] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (match === null || high < low) return err(`expected indices such as 0,1 or 0-3, found ${quoted(text)}`);
    count += high - low + 1;
  }
  return count > 1024 ? err(`more than 1024 GPUs in ${quoted(text)}`) : ok(count);
}
