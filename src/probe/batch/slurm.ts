import type { BatchJob } from "../../model/facts/batch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseAbsolutePath, parseLabel } from "../../parse/batch/label.ts";
import { quoted } from "../../parse/batch/quoted.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { isDirectory } from "./directory.ts";
import { blankJob, disproves, judge } from "./evidence.ts";
import type { Slot } from "./slot.ts";
import { jobOfCgroup, shareGrant, shareOfNode } from "./slurm-cgroup-job.ts";
import { askedId, askScontrol, askSqueue } from "./slurm-controller.ts";
import { slurmTimes } from "./slurm-end.ts";
import { slurmGrant } from "./slurm-grant.ts";
import { slurmEvidence, slurmPlace } from "./slurm-place.ts";
import { slurmSignals } from "./slurm-signals.ts";
import { slurmVariables } from "./slurm-variables.ts";

const parseId = (text: string): Result<string, string> => {
  const id = parseWholeNumber(text, 1, 4_294_967_295);
  return id.ok ? ok(String(id.value)) : id;
};
const parseCount = (text: string): Result<number, string> => parseWholeNumber(text, 0, 65_535);

/** A job by its variables, by our cgroup, or by both; null when there is neither. */
export async function probeSlurm(slot: Slot): Promise<BatchJob | null> {
  const own = slot.variables;
  const owner = slot.owners.find(({ system }) => system === "slurm") ?? null;
  const nodeName = own.read("SLURMD_NODENAME", parseLabel);
  const names = [nodeName, slot.hostname].filter((name) => name !== null);
  const variables = slurmVariables(own, names);
  const claimed = variables.has("SLURM_JOB_ID") || variables.has("SLURM_JOBID");
  const said = variables.ofNode("SLURM_JOB_ID", parseId) ?? variables.ofNode("SLURM_JOBID", parseId);
  // A step of a heterogeneous job's later component may be under the first one's id.
  const ids = [said, variables.ofJob("SLURM_JOB_ID", parseId), own.read("SLURM_HET_JOB_ID", parseId)];
  // An id that cannot be read contradicts nothing.
  const foreign = owner !== null && owner.jobId !== null && said !== null && !ids.includes(owner.jobId);
  if (foreign)
    slot.disagreements.push({
      what: "SLURM_JOB_ID",
      why: `it says ${said}, our cgroup is of job ${owner.jobId}: the variables are another job's`,
    });
  if (!claimed || foreign) return owner === null ? null : jobOfCgroup(slot, owner);

  const jobId = said ?? owner?.jobId ?? null;
  const array = arrayOf(slot);
  const evidence = slurmEvidence(slot, variables, nodeName, owner !== null);
  const place = slurmPlace(variables, names);
  const grant = slurmGrant(variables, place.inComponent, slot.unknown);
  // A job that is not ours is not asked about.
  const ours = jobId !== null && judge(evidence).standing !== "contradicted";
  const ask = grant.cpus === null ? askScontrol : askSqueue;
  const asked = ours ? await ask(slot, askedId(jobId, array)) : null;
  if (asked?.denied === true) evidence.push(disproves("the controller knows no such job"));
  const told = shareGrant(shareOfNode(slot.hostname, asked?.job ?? null));
  const stepId = own.read("SLURM_STEP_ID", parseLabel) ?? own.read("SLURM_STEPID", parseLabel);
  const queue = variables.ofJob("SLURM_JOB_PARTITION", parseLabel);
  const scratch = own.read("SLURM_TMPDIR", parseAbsolutePath);
  return {
    ...blankJob("slurm", judge(evidence)),
    jobId,
    globalId: own.read("SLURM_JOB_SLUID", parseLabel),
    stepId: stepId ?? owner?.stepId ?? null,
    array,
    component: variables.component,
    restarts: own.has("SLURM_RESTART_COUNT") ? own.read("SLURM_RESTART_COUNT", parseCount) : 0,
    nodeName,
    nodeRank: place.nodeRank,
    nodeCount: place.nodeCount,
    // Batch scripts have a SLURM_LOCALID too, but share nothing.
    localRank: stepId === null ? null : own.read("SLURM_LOCALID", parseCount),
    tasksOnNode: stepId === null ? null : own.read("SLURM_GTIDS", parseTasks),
    queue,
    account: variables.ofJob("SLURM_JOB_ACCOUNT", parseLabel),
    cluster:
      own.read("SLURM_CLUSTER_NAME", parseLabel) ??
      own.read("SLURM_WORKING_CLUSTER", (text) => parseLabel(text.replace(/:.*$/su, ""))),
    ...slurmTimes(slot, variables, asked?.told ?? null),
    cpus: grant.cpus ?? told.cpus,
    memoryMiB: grant.memoryMiB ?? told.memoryMiB,
    gpus: grant.gpus ?? told.gpus,
    scratch: scratch !== null && (await isDirectory(slot.host, scratch)) ? scratch : null,
    ...(await slurmSignals(slot, { queue, stepId, reachable: (asked?.told ?? null) !== null })),
  };
}

function arrayOf({ variables }: Slot): BatchJob["array"] {
  const jobId = variables.read("SLURM_ARRAY_JOB_ID", parseId);
  const index = variables.read("SLURM_ARRAY_TASK_ID", (text) => parseWholeNumber(text, 0, 4_294_967_293));
  return jobId === null || index === null ? null : { jobId, index: String(index) };
}

/** Number of tasks in a list of their ranks: `2,3`. */
const parseTasks = (text: string): Result<number, string> =>
  /^[0-9]{1,9}(?:,[0-9]{1,9}){0,65535}$/u.test(text)
    ? ok(text.split(",").length)
    : err(`expected task ranks such as 2,3, found ${quoted(text)}`);
