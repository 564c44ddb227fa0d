import type { BatchJob } from "../../model/facts/batch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { parsePeHostFile } from "../../parse/batch/sge.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { parseLimits } from "../../parse/proc/limits.ts";
import { allocationOf } from "./allocation.ts";
import { distanceTo } from "./ancestry.ts";
import { daemons } from "./daemons.ts";
import { agrees, blankJob, type Evidence, judge, proves } from "./evidence.ts";
import { readShares } from "./host-shares.ts";
import { jobScratch } from "./scratch.ts";
import { readSgeLimits, sgeSignals, sgeTimes } from "./sge-limits.ts";
import type { Slot } from "./slot.ts";

const parseId = (text: string): Result<string, string> => {
  const id = parseWholeNumber(text, 1, 999_999_999_999);
  return id.ok ? ok(String(id.value)) : id;
};
/** `undefined` is SGE's word for "not an array". */
const parseTask = (text: string): Result<number | null, string> => {
  const id = text === "undefined" ? ok(null) : parseWholeNumber(text, 1, 999_999_999);
  return id.ok ? id : err(`${id.error}, or the word undefined`);
};

/**
 * Grid Engine's variables have names that others use too (JOB_ID, NSLOTS, QUEUE, ENVIRONMENT, ARC), so all of those
 * that tell it apart must be there.
 */
export async function probeSge(slot: Slot): Promise<BatchJob | null> {
  const { variables } = slot;
  const telling = ["JOB_ID", "SGE_TASK_ID", "SGE_ROOT"].every((name) => variables.has(name));
  if (!telling || !(variables.has("PE_HOSTFILE") || variables.has("JOB_SCRIPT"))) return null;
  const jobId = variables.read("JOB_ID", parseId);
  const task = variables.read("SGE_TASK_ID", parseTask);
  const hostFile = await readShares(slot, "PE_HOSTFILE", parsePeHostFile);
  const allocation = allocationOf(slot, hostFile, "PE_HOSTFILE");
  const scratch = await jobScratch(slot, ["TMPDIR", "TMP"], (name) => jobId !== null && name.startsWith(`${jobId}.`));
  const evidence: Evidence[] = [...allocation.evidence, ...scratch.evidence];
  if (distanceTo(slot.ancestry, daemons.sge) !== null) evidence.push(proves("an sge_shepherd is among our ancestors"));
  const ours = jobId !== null && judge(evidence).standing !== "contradicted";
  const limits = await readSgeLimits(slot, ours ? jobId : null);
  if (jobId !== null && limits.jobId === jobId) evidence.push(agrees("the job's spool directory is on this node"));
  const hosts = variables.read("NHOSTS", (text) => parseWholeNumber(text, 1, 100_000));
  const slots = variables.read("NSLOTS", (text) => parseWholeNumber(text, 1, 1_000_000));
  // Without a parallel environment NSLOTS is this host's; with one it is the sum over all of them.
  const whole = hosts === 1 || (hosts === null && !variables.has("PE_HOSTFILE")) ? slots : null;
  return {
    ...blankJob("sge", judge(evidence)),
    jobId,
    array: jobId === null || task === null ? null : { jobId, index: String(task) },
    restarts: variables.read("RESTARTED", (text) => parseWholeNumber(text, 0, 65_535)),
    nodeName: slot.hostname,
    nodeRank: allocation.nodeRank ?? (hosts === 1 ? 0 : null),
    nodeCount: hosts ?? allocation.nodeCount,
    queue: variables.read("QUEUE", parseLabel),
    account: variables.read("SGE_ACCOUNT", parseLabel),
    cluster: variables.read("SGE_CLUSTER_NAME", parseLabel),
    ...sgeTimes(slot, limits),
    cpus: grantOf(allocation.slots, "PE_HOSTFILE") ?? grantOf(whole, "NSLOTS"),
    memoryMiB: await addressSpace(slot),
    scratch: scratch.path,
    ...sgeSignals(limits),
  };
}

const grantOf = (limit: number | null, from: string): BatchJob["cpus"] => (limit === null ? null : { limit, from });

/** `h_vmem` becomes a limit on the address space, already multiplied by the slots. */
async function addressSpace(slot: Slot): Promise<BatchJob["memoryMiB"]> {
  const text = await slot.host.readText("/proc/self/limits");
  const limit = text.ok ? parseLimits(text.value).limits["Max address space"] : undefined;
  const bytes = limit?.soft ?? limit?.hard ?? null;
  return bytes === null ? null : { limit: Math.floor(bytes / 1_048_576), from: "RLIMIT_AS" };
}
