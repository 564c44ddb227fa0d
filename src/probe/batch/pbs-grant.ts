import type { BatchJob } from "../../model/facts/batch.ts";
import type { Result } from "../../model/result.ts";
import { isSameHost } from "../../parse/batch/host-name.ts";
import { parseAbsolutePath } from "../../parse/batch/label.ts";
import { parseExecHost, parseExecVnode, sharesOn, type VnodeShare } from "../../parse/batch/pbs-placement.ts";
import { parsePbsSize } from "../../parse/batch/pbs-resources.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import type { Allocation } from "./allocation.ts";
import type { QstatAnswer } from "./pbs-server.ts";
import type { Slot } from "./slot.ts";

type Grant = Pick<BatchJob, "cpus" | "memoryMiB" | "gpus">;

const cpuCount = (text: string): ReturnType<typeof parseWholeNumber> => parseWholeNumber(text, 1, 65_536);

/** What the job has of this node. */
export async function pbsGrant(
  slot: Slot,
  system: "pbs" | "torque",
  qstat: QstatAnswer,
  allocation: Pick<Allocation, "slots" | "nodeCount"> | null,
): Promise<Grant> {
  const placed = placedHere(slot, qstat);
  const amount = (text: string): Result<number, string> => parseWholeNumber(text, 0, 65_536);
  const cpus = sumOf(slot, placed, "ncpus", amount);
  // The job's total is this node's where there is only one.
  const total = (allocation?.nodeCount ?? null) === 1 ? qstat.read("Resource_List.mem", parsePbsSize) : null;
  const memory = sumOf(slot, placed, "mem", parsePbsSize) ?? grantOf(total, "qstat Resource_List.mem");
  const gpus = sumOf(slot, placed, "ngpus", amount) ?? (await gpusOfFile(slot));
  return {
    cpus: cpus ?? (system === "torque" ? torqueCpus(slot, allocation) : openPbsCpus(slot)),
    memoryMiB: memory,
    gpus: gpus === null ? null : { ...gpus, devices: [] },
  };
}

/** NCPUS is the first chunk's only, and what `ompthreads` asked for; the lines of the node file are MPI ranks. */
const openPbsCpus = (slot: Slot): Grant["cpus"] => grantOf(slot.variables.read("NCPUS", cpuCount), "NCPUS");

/** In Torque's node file a host has a line for each CPU. */
function torqueCpus(slot: Slot, allocation: Pick<Allocation, "slots" | "nodeCount"> | null): Grant["cpus"] {
  const ofFile = grantOf(allocation?.slots ?? null, "PBS_NODEFILE");
  const ppn = grantOf(slot.variables.read("PBS_NUM_PPN", cpuCount), "PBS_NUM_PPN");
  const total = grantOf(slot.variables.read("PBS_NP", cpuCount), "PBS_NP");
  return ofFile ?? (allocation?.nodeCount === 1 ? (total ?? ppn) : ppn);
}

function placedHere(slot: Slot, qstat: QstatAnswer): readonly VnodeShare[] {
  const chunks = qstat.read("exec_vnode", parseExecVnode) ?? [];
  const hosts = qstat.read("exec_host", parseExecHost) ?? [];
  const single = new Set(hosts.map((host) => host.toLowerCase())).size === 1 || chunks.flat().length === 1;
  return slot.hostname === null ? (single ? chunks.flat() : []) : sharesOn(slot.hostname, chunks, hosts);
}

function sumOf(
  slot: Slot,
  shares: readonly VnodeShare[],
  name: string,
  parse: (text: string) => Result<number, string>,
): Grant["cpus"] {
  let sum = 0;
  for (const { vnode, amounts } of shares) {
    const amount = parse(amounts.get(name) ?? "0");
    if (!amount.ok) {
      slot.unknown.push({ what: `qstat exec_vnode ${vnode} ${name}`, why: amount.error });
      return null;
    }
    sum += amount.value;
  }
  return sum > 0 ? { limit: sum, from: "qstat exec_vnode" } : null;
}

/** Torque's PBS_GPUFILE: `host-gpu0` a line. */
async function gpusOfFile(slot: Slot): Promise<Grant["cpus"]> {
  if (!slot.variables.has("PBS_GPUFILE") || slot.hostname === null) return null;
  const { hostname } = slot;
  const path = slot.variables.read("PBS_GPUFILE", parseAbsolutePath);
  if (path === null) return null;
  const text = await slot.host.readText(path);
  if (!text.ok) {
    slot.unknown.push({ what: "PBS_GPUFILE", why: `${path}: ${text.error.what}` });
    return null;
  }
  const own = text.value.split("\n").filter((line) => isSameHost(line.trim().replace(/-gpu[0-9]+$/u, ""), hostname));
  return { limit: own.length, from: "PBS_GPUFILE" };
}

const grantOf = (limit: number | null, from: string): Grant["cpus"] => (limit === null ? null : { limit, from });
