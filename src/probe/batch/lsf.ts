import type { BatchJob, BatchWarning } from "../../model/facts/batch.ts";
import { ok, type Result } from "../../model/result.ts";
import type { CgroupOwner } from "../../parse/batch/cgroup-owner.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { type HostShare, parseHostCountPairs, parseSlotPerWord } from "../../parse/batch/node-file.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { allocationOf } from "./allocation.ts";
import { distanceTo } from "./ancestry.ts";
import { daemons } from "./daemons.ts";
import { blankJob, disproves, type Evidence, judge, proves } from "./evidence.ts";
import { readShares } from "./host-shares.ts";
import { askBjobs, lsfTimes, unasked } from "./lsf-time.ts";
import { jobScratch } from "./scratch.ts";
import type { Slot } from "./slot.ts";

const hostVariables = ["LSB_MCPU_HOSTS", "LSB_HOSTS", "LSB_DJOB_HOSTFILE"];

const parseId = (text: string): Result<string, string> => {
  const id = parseWholeNumber(text, 1, 999_999_999_999);
  return id.ok ? ok(String(id.value)) : id;
};

/** A job by its variables, by our cgroup, or by both. */
export async function probeLsf(slot: Slot): Promise<BatchJob | null> {
  const { variables } = slot;
  const owner = slot.owners.find(({ system }) => system === "lsf") ?? null;
  const claimed = variables.has("LSB_JOBID") && hostVariables.some((name) => variables.has(name));
  const said = claimed ? variables.read("LSB_JOBID", parseId) : null;
  // An id that cannot be read contradicts nothing.
  const foreign = owner !== null && owner.jobId !== null && said !== null && owner.jobId !== said;
  if (foreign)
    slot.disagreements.push({
      what: "LSB_JOBID",
      why: `it says ${said}, our cgroup is of job ${owner.jobId}: the variables are another job's`,
    });
  if (!claimed || foreign) return owner === null ? null : jobOfCgroup(slot, owner);

  const jobId = said ?? owner?.jobId ?? null;
  const { shares, from } = await hostsOf(slot);
  const allocation = allocationOf(slot, shares, from);
  const scratch = await jobScratch(
    slot,
    ["TMPDIR"],
    (name) => /^([0-9]+)(?:_[0-9]+)?\.tmpdir$/u.exec(name)?.[1] === jobId,
  );
  const evidence: Evidence[] = [...allocation.evidence, ...scratch.evidence];
  if (owner !== null) evidence.push(proves("our cgroup is this job's"));
  if (distanceTo(slot.ancestry, daemons.lsf) !== null) evidence.push(proves("an sbatchd is among our ancestors"));
  const index = variables.read("LSB_JOBINDEX", (text) => parseWholeNumber(text, 0, 999_999_999)) ?? 0;
  const ours = jobId !== null && judge(evidence).standing !== "contradicted";
  const told = ours ? await askBjobs(slot, index === 0 ? jobId : `${jobId}[${index}]`) : unasked;
  if (told.denied) evidence.push(disproves("LSF knows no such job"));
  const total = shares?.reduce((sum, share) => sum + share.slots, 0) ?? null;
  return {
    ...blankJob("lsf", judge(evidence)),
    jobId,
    array: jobId === null || index === 0 ? null : { jobId, index: String(index) },
    restarts: variables.read("LSB_RESTART", parseLabel) === "Y" ? 1 : null,
    nodeName: slot.hostname,
    nodeRank: allocation.nodeRank,
    nodeCount: allocation.nodeCount,
    queue: variables.read("LSB_QUEUE", parseLabel),
    account: variables.read("LSB_PROJECT_NAME", parseLabel),
    ...lsfTimes(slot, told),
    // A slot is a CPU by the custom of nearly every site.
    cpus: allocation.slots === null ? null : { limit: allocation.slots, from },
    memoryMiB: told.memoryMiB === null ? null : { limit: told.memoryMiB, from: "bjobs memlimit" },
    scratch: scratch.path,
    ...signalsOf(slot, total),
  };
}

/** LSB_HOSTS is left out when the list is long; the pairs never are. */
async function hostsOf(slot: Slot): Promise<{ readonly shares: readonly HostShare[] | null; readonly from: string }> {
  const pairs = slot.variables.read("LSB_MCPU_HOSTS", parseHostCountPairs);
  if (pairs !== null) return { shares: pairs, from: "LSB_MCPU_HOSTS" };
  const words = slot.variables.read("LSB_HOSTS", parseSlotPerWord);
  if (words !== null) return { shares: words, from: "LSB_HOSTS" };
  return { shares: await readShares(slot, "LSB_DJOB_HOSTFILE"), from: "LSB_DJOB_HOSTFILE" };
}

async function jobOfCgroup(slot: Slot, owner: CgroupOwner): Promise<BatchJob> {
  const told = owner.jobId === null ? unasked : await askBjobs(slot, owner.jobId);
  return {
    ...blankJob("lsf", judge([proves("our cgroup is this job's; there are no variables of it")])),
    jobId: owner.jobId,
    ...lsfTimes(slot, told),
    memoryMiB: told.memoryMiB === null ? null : { limit: told.memoryMiB, from: "bjobs memlimit" },
    ...signalsOf(slot, null),
  };
}

/** The run limit has a signal of its own; what bkill sends depends on the number of slots. */
function signalsOf(slot: Slot, slots: number | null): Pick<BatchJob, "graceSeconds" | "warnings"> {
  const runLimit: BatchWarning = { signal: "SIGUSR2", when: "run limit", secondsToKill: 600 };
  const sequential =
    slot.variables.read("LSB_USE_SEQUENTIAL_SIGNAL", parseLabel)?.toUpperCase().startsWith("Y") === true;
  if (slots === null || (slots > 1 && !sequential))
    return {
      graceSeconds: null,
      warnings: [
        runLimit,
        { signal: "SIGKILL", when: "bkill of a parallel job: nothing comes before", secondsToKill: 0 },
      ],
    };
  return {
    graceSeconds: 10,
    warnings: [
      runLimit,
      { signal: "SIGINT", when: "bkill", secondsToKill: 20 },
      { signal: "SIGTERM", when: "bkill, 10 s after SIGINT", secondsToKill: 10 },
    ],
  };
}
