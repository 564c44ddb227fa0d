import type { BatchJob } from "../../model/facts/batch.ts";
import type { CgroupOwner } from "../../parse/batch/cgroup-owner.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { parsePbsJobId, sameSequence } from "../../parse/batch/pbs-job-id.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { allocationOf } from "./allocation.ts";
import { distanceTo } from "./ancestry.ts";
import { daemons } from "./daemons.ts";
import { blankJob, disproves, type Evidence, judge, proves } from "./evidence.ts";
import { readShares } from "./host-shares.ts";
import { pbsGrant } from "./pbs-grant.ts";
import { askQstat, type QstatAnswer, unasked } from "./pbs-server.ts";
import { pbsTimes } from "./pbs-time.ts";
import { jobScratch } from "./scratch.ts";
import type { Slot } from "./slot.ts";

/** Set only by Torque, which otherwise has the same variables as OpenPBS. */
const torqueOnly = ["PBS_NUM_PPN", "PBS_NP", "PBS_VNODENUM", "PBS_WALLTIME", "PBS_NUM_NODES"];
/** Set by the daemon on a node of the job. */
const setOnNode = [...torqueOnly, "PBS_JOBCOOKIE", "PBS_NODEFILE", "PBS_NODENUM", "PBS_TASKNUM", "PBS_ENVIRONMENT"];

/** OpenPBS, PBS Pro and Torque: a job by its variables, by our cgroup, or by both. */
export async function probePbs(slot: Slot): Promise<BatchJob | null> {
  const { variables } = slot;
  const owner = slot.owners.find(({ system }) => system === "pbs" || system === "torque") ?? null;
  const claimed = variables.has("PBS_JOBID") && setOnNode.some((name) => variables.has(name));
  const said = claimed ? variables.read("PBS_JOBID", parsePbsJobId) : null;
  // An id that cannot be read contradicts nothing.
  const foreign = owner !== null && owner.jobId !== null && said !== null && !sameSequence(said, owner.jobId);
  if (foreign)
    slot.disagreements.push({
      what: "PBS_JOBID",
      why: `it says ${said}, our cgroup is of job ${owner.jobId}: the variables are another job's`,
    });
  if (!claimed || foreign) return owner === null ? null : jobOfCgroup(slot, owner);

  const jobId = said ?? owner?.jobId ?? null;
  const system = isTorque(slot, owner) ? "torque" : "pbs";
  const nodeFile = await readShares(slot, "PBS_NODEFILE");
  const allocation = allocationOf(slot, nodeFile, "PBS_NODEFILE");
  const rank = variables.read("PBS_NODENUM", (text) => parseWholeNumber(text, 0, 100_000));
  const scratch = await jobScratch(slot, ["TMPDIR", "PBS_JOBDIR"], (name) => jobId !== null && isOfJob(name, jobId));
  const evidence: Evidence[] = [...allocation.evidence, ...scratch.evidence];
  if (owner !== null) evidence.push(proves("our cgroup is this job's"));
  if (distanceTo(slot.ancestry, daemons.pbs) !== null) evidence.push(proves("a pbs_mom is among our ancestors"));
  const ours = jobId !== null && judge(evidence).standing !== "contradicted";
  const qstat = ours ? await askQstat(slot, system, jobId) : unasked;
  if (qstat.denied) evidence.push(disproves("the server knows no such job"));
  const nodes = variables.read("PBS_NUM_NODES", (text) => parseWholeNumber(text, 1, 100_000));
  return {
    ...blankJob(system, judge(evidence)),
    jobId,
    array: arrayOf(slot, jobId),
    restarts: restartsOf(qstat),
    nodeName: slot.hostname,
    nodeRank: rank ?? allocation.nodeRank,
    nodeCount: allocation.nodeCount ?? nodes,
    queue: variables.read("PBS_QUEUE", parseLabel) ?? qstat.read("queue", parseLabel),
    account: variables.read("PBS_ACCOUNT", parseLabel) ?? qstat.read("Account_Name", parseLabel),
    ...pbsTimes(slot, system, qstat),
    ...(await pbsGrant(slot, system, qstat, { ...allocation, nodeCount: allocation.nodeCount ?? nodes })),
    scratch: scratch.path,
    ...signalsOf(system),
  };
}

/** `pbs.1234[7].pbs.x8z` (OpenPBS), `77.server` (Torque). */
function isOfJob(directory: string, jobId: string): boolean {
  const number = jobId.replace(/\..*$/u, "");
  return [`pbs.${number}.`, `${number}.`].some((start) => directory.startsWith(start));
}

function isTorque({ variables }: Slot, owner: CgroupOwner | null): boolean {
  if (owner !== null) return owner.system === "torque";
  const version = variables.read("PBS_VERSION", parseLabel);
  return version === null ? torqueOnly.some((name) => variables.has(name)) : version.startsWith("TORQUE");
}

/** Defaults of the queue's kill delay; the server may have others. */
function signalsOf(system: "pbs" | "torque"): Pick<BatchJob, "graceSeconds" | "warnings"> {
  const delay = system === "pbs" ? 10 : 2;
  return {
    graceSeconds: delay,
    warnings: [{ signal: "SIGTERM", when: "walltime or qdel: to every task of the job", secondsToKill: delay }],
  };
}

function arrayOf({ variables }: Slot, jobId: string | null): BatchJob["array"] {
  const parse = (text: string): ReturnType<typeof parseWholeNumber> => parseWholeNumber(text, 0, 999_999_999);
  const index = variables.read("PBS_ARRAY_INDEX", parse) ?? variables.read("PBS_ARRAYID", parse);
  const id = variables.read("PBS_ARRAY_ID", parsePbsJobId) ?? jobId?.replace(/\[[0-9]*\]/u, "[]") ?? null;
  return index === null || id === null ? null : { jobId: id, index: String(index) };
}

/** PBS counts the runs, this one too. */
function restartsOf(qstat: QstatAnswer): number | null {
  const runs = qstat.read("run_count", (text) => parseWholeNumber(text, 1, 1_000_000));
  return runs === null ? null : runs - 1;
}

/** The variables are gone or another job's; only the server can say what the job has. */
async function jobOfCgroup(slot: Slot, owner: CgroupOwner): Promise<BatchJob> {
  const system = owner.system === "torque" ? "torque" : "pbs";
  const qstat = owner.jobId === null ? unasked : await askQstat(slot, system, owner.jobId);
  return {
    ...blankJob(system, judge([proves("our cgroup is this job's; there are no variables of it")])),
    jobId: owner.jobId,
    restarts: restartsOf(qstat),
    queue: qstat.read("queue", parseLabel),
    account: qstat.read("Account_Name", parseLabel),
    ...pbsTimes(slot, system, qstat),
    ...(await pbsGrant(slot, system, qstat, null)),
    ...signalsOf(system),
  };
}
