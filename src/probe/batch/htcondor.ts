import type { BatchJob, BatchWarning } from "../../model/facts/batch.ts";
import { parseAbsolutePath, parseLabel } from "../../parse/batch/label.ts";
import { devicesIn, type JobAttribute, type MachineAttribute, numberIn, textIn } from "../../parse/batch/slot-ads.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import type { ReadValue } from "../../parse/classad/literal.ts";
import { distanceTo } from "./ancestry.ts";
import { readJobAd, readMachineAd, type SlotAd } from "./condor-ads.ts";
import { condorTimes } from "./condor-time.ts";
import { daemons } from "./daemons.ts";
import { isDirectory } from "./directory.ts";
import { agrees, blankJob, disagrees, type Evidence, judge, proves } from "./evidence.ts";
import type { Slot } from "./slot.ts";

const count = (min: number, max: number) => (value: ReadValue) => numberIn(value, min, max);
const rank = (text: string): ReturnType<typeof parseWholeNumber> => parseWholeNumber(text, 0, 1_000_000);

/**
 * HTCondor as the slot that we are in. Any of its knobs may be given as `_CONDOR_KNOB`, and an earlier glidein leaves
 * some behind, so only what the starter sets counts, and only with the files that it names.
 */
export async function probeHtcondor(slot: Slot): Promise<BatchJob | null> {
  const { variables, host } = slot;
  const owned = slot.owners.some(({ system }) => system === "htcondor");
  if (!owned && !["_CONDOR_JOB_AD", "_CONDOR_MACHINE_AD"].some((name) => variables.has(name))) return null;
  const scratch = variables.read("_CONDOR_SCRATCH_DIR", parseAbsolutePath);
  const inScratch = (name: string): string | null => (scratch === null ? null : `${scratch}/${name}`);
  const job = await readJobAd(slot, variables.read("_CONDOR_JOB_AD", parseAbsolutePath) ?? inScratch(".job.ad"));
  const machine = await readMachineAd(
    slot,
    variables.read("_CONDOR_MACHINE_AD", parseAbsolutePath) ?? inScratch(".machine.ad"),
  );
  const directory = scratch !== null && (await isDirectory(host, scratch)) ? scratch : null;
  const evidence: Evidence[] = [];
  if (owned) evidence.push(proves("our cgroup is an HTCondor slot's"));
  if (distanceTo(slot.ancestry, daemons.htcondor) !== null)
    evidence.push(proves("a condor_starter is among our ancestors"));
  if (job.readable && directory !== null) evidence.push(agrees("the job ad and the scratch directory are there"));
  if (job.missing && machine.missing && directory === null)
    evidence.push(disagrees("neither an ad nor the scratch directory is there"));
  const cluster = job.first(["ClusterId"], count(1, Number.MAX_SAFE_INTEGER));
  const proc = job.first(["ProcId"], count(0, Number.MAX_SAFE_INTEGER));
  return {
    ...blankJob("htcondor", judge(evidence)),
    jobId: cluster === null || proc === null ? null : `${cluster.value}.${proc.value}`,
    globalId: job.first(["GlobalJobId"], textIn)?.value ?? null,
    restarts: job.first(["NumJobStarts"], count(0, 1_000_000))?.value ?? null,
    nodeName: machine.first(["Machine"], textIn)?.value ?? null,
    nodeRank: variables.read("_CONDOR_PROCNO", rank),
    nodeCount: variables.read("_CONDOR_NPROCS", rank),
    account: job.first(["AcctGroup", "AccountingGroup"], textIn)?.value ?? null,
    slotName: machine.first(["Name"], textIn)?.value ?? variables.read("_CONDOR_SLOT", parseLabel),
    ...condorTimes(slot, job, machine),
    // What the slot has is the contract; what the job asked for is the next best that is known.
    cpus: grant(machine, job, ["Cpus"], ["CpusProvisioned", "RequestCpus"], 1, 65_536),
    memoryMiB: grant(machine, job, ["Memory"], ["MemoryProvisioned", "RequestMemory"], 1, 2 ** 30),
    diskMiB: inMebibytes(grant(machine, job, ["Disk"], ["DiskProvisioned", "RequestDisk"], 0, 2 ** 50)),
    gpus: gpuGrant(machine, job),
    scratch: directory,
    ...signalsOf(job, machine),
  };
}

function grant(
  machine: SlotAd<MachineAttribute>,
  job: SlotAd<JobAttribute>,
  ofMachine: readonly MachineAttribute[],
  ofJob: readonly JobAttribute[],
  min: number,
  max: number,
): BatchJob["cpus"] {
  const found = machine.first(ofMachine, count(min, max)) ?? job.first(ofJob, count(min, max));
  return found === null ? null : { limit: Math.floor(found.value), from: found.from };
}

/** HTCondor counts disk in KiB. */
const inMebibytes = (kibibytes: BatchJob["diskMiB"]): BatchJob["diskMiB"] =>
  kibibytes === null ? null : { limit: Math.floor(kibibytes.limit / 1024), from: kibibytes.from };

function gpuGrant(machine: SlotAd<MachineAttribute>, job: SlotAd<JobAttribute>): BatchJob["gpus"] {
  const number = grant(machine, job, ["GPUs"], ["GPUsProvisioned", "RequestGPUs"], 0, 1024);
  const assigned = machine.first(["AssignedGPUs"], devicesIn);
  const devices = assigned?.value ?? [];
  if (number !== null) return { ...number, devices };
  return assigned === null ? null : { limit: devices.length, from: assigned.from, devices };
}

/** The documented default, 600 s, where the ads do not say; the job may ask for less. */
function signalsOf(
  job: SlotAd<JobAttribute>,
  machine: SlotAd<MachineAttribute>,
): Pick<BatchJob, "graceSeconds" | "warnings"> {
  const ofSlot = machine.first(["MachineMaxVacateTime"], count(0, 31_536_000))?.value ?? 600;
  const ofJob = job.first(["JobMaxVacateTime"], count(0, 31_536_000))?.value ?? ofSlot;
  const graceSeconds = Math.min(ofSlot, ofJob);
  const signal = job.first(["KillSig"], textIn)?.value ?? "SIGTERM";
  const warning: BatchWarning = { signal, when: "vacate, hold or removal", secondsToKill: graceSeconds };
  return { graceSeconds, warnings: [warning] };
}
