import type { Finding } from "../../model/check.ts";
import type { BatchSystem } from "../../model/facts/batch.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { derive, least, named, type Sourced, sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { fenceCandidate, listFences, namedFences } from "./node-fences.ts";

/** Offered for each CPU when nothing at all says how much memory there is. */
const assumedMiBPerCpu = 1024;
/** HTCondor keeps MiB of memory in an int. */
export const mostMemoryMiB = 2_147_483_647;

const maxMemory = "setting GLIDEIN_MaxMemMBs";

export interface MemoryInput {
  readonly fences: readonly Fence[];
  /** CPUs that the fences allow, before any overload. */
  readonly cpus: number;
  readonly onlineCpus: number | null;
  readonly totalMiB: number | null;
  /** What this program needs itself while jobs run. */
  readonly ownMiB: number;
  readonly batchSystem: BatchSystem;
  readonly settings: Pick<Settings, "GLIDEIN_MaxMemMBs" | "GLIDEIN_MaxMemMBs_Estimate" | "GLIDEIN_Memory_Reserve">;
  readonly factor: Sourced<number>;
}

export interface MemoryDecision {
  /** Whole MiB, at least 1. */
  readonly memoryMiB: Sourced<number>;
  /** What a setting allows, as one more fence. */
  readonly asked: Fence | null;
  readonly findings: readonly Finding[];
}

/** Memory to offer: what the node's fences leave beside ourselves, or less if the entry says so. */
export function decideMemory(input: MemoryInput): MemoryDecision {
  const findings: Finding[] = [];
  const asked = askedMemory(input);
  const reserve = input.settings.GLIDEIN_Memory_Reserve;
  const candidates = input.fences.map((fence) => {
    const candidate = fenceCandidate(fence);
    const inputs = [named(fence.from, candidate.sourced), named("own memory", ownMemory(input.ownMiB))];
    const left = Math.floor(fence.limit) - input.ownMiB - reserve.value;
    const sourced =
      reserve.value === 0
        ? derive("fence − own memory", inputs, left)
        : derive("fence − own memory − reserve", [...inputs, named("GLIDEIN_Memory_Reserve", reserve)], left);
    return { name: fence.from, sourced };
  });
  const byNode = least(candidates);
  if (asked !== null)
    candidates.push({ name: asked.from, sourced: derive("memory asked for", askedInputs(input), asked.limit) });
  const allowed = least(candidates) ?? assumed(input, findings);
  // An estimate is no wish; only a number that somebody wrote can be cut.
  if (asked?.from === maxMemory && byNode !== undefined && asked.limit > byNode.value)
    findings.push(cut(asked, byNode.value, input));
  if (asked === null) findings.push(...unlimited(input, allowed.value));
  if (allowed.value < 1) findings.push(nothingLeft(input));
  const memory = Math.min(Math.max(1, allowed.value), mostMemoryMiB);
  if (input.factor.value === 1)
    return {
      memoryMiB:
        memory === allowed.value
          ? allowed
          : derive("an amount that HTCondor can have", [named("fences", allowed)], memory),
      asked,
      findings,
    };
  const overloaded = Math.min(Math.max(1, Math.round(memory * input.factor.value)), mostMemoryMiB);
  const inputs = [named("fences", allowed), named("GLIDEIN_OVERLOAD_MEMORY", input.factor)];
  return { memoryMiB: derive("memory × overload factor", inputs, overloaded), asked, findings };
}

const ownMemory = (ownMiB: number): Sourced<number> =>
  sourced(ownMiB, { kind: "probe", probe: "memory", evidence: "resident size of this program" });

function askedMemory({ settings, totalMiB, onlineCpus, cpus }: MemoryInput): Fence | null {
  const limit = settings.GLIDEIN_MaxMemMBs.value;
  if (limit !== null) return { limit, from: maxMemory, kind: "grant" };
  if (!settings.GLIDEIN_MaxMemMBs_Estimate.value || totalMiB === null || onlineCpus === null || onlineCpus < 1)
    return null;
  const share = Math.max(1, Math.floor((totalMiB * Math.min(cpus, onlineCpus)) / onlineCpus));
  return { limit: share, from: "setting GLIDEIN_MaxMemMBs_Estimate", kind: "grant" };
}

const askedInputs = ({ settings }: MemoryInput) => [
  named("GLIDEIN_MaxMemMBs", settings.GLIDEIN_MaxMemMBs),
  named("GLIDEIN_MaxMemMBs_Estimate", settings.GLIDEIN_MaxMemMBs_Estimate),
];

function assumed({ cpus, fences }: MemoryInput, findings: Finding[]): Sourced<number> {
  findings.push({
    severity: "warning",
    message: `Nothing says how much memory there is; ${assumedMiBPerCpu} MiB for each of ${cpus} CPUs is assumed.`,
    evidence: "no cgroup, batch system, feature or /proc/meminfo could be read",
    fix: "Set GLIDEIN_MaxMemMBs.",
  });
  return derive(`${assumedMiBPerCpu} MiB a CPU where nothing is known`, namedFences(fences), assumedMiBPerCpu * cpus);
}

/** What stays between the fences and the jobs. */
const keptText = ({ ownMiB, settings: { GLIDEIN_Memory_Reserve: reserve } }: MemoryInput): string =>
  `${ownMiB} MiB that the glidein needs itself${reserve.value === 0 ? "" : ` and the reserve of ${reserve.value} MiB`}`;

const cut = (asked: Fence, allowedMiB: number, input: MemoryInput): Finding => ({
  severity: "warning",
  message: `${asked.from} ${asked.limit} MiB is cut to ${Math.max(1, allowedMiB)} MiB: the fences allow no more beside the ${keptText(input)}.`,
  evidence: listFences(input.fences),
  fix: "Ask the batch system for more memory, or lower GLIDEIN_MaxMemMBs.",
});

/** On a shared node the whole memory is not ours, although nothing keeps us from taking it. */
function unlimited({ fences, batchSystem, cpus, onlineCpus }: MemoryInput, memoryMiB: number): readonly Finding[] {
  const shared = batchSystem !== "none" && onlineCpus !== null && cpus < onlineCpus;
  if (!shared || fences.length === 0 || fences.some(({ kind }) => kind !== "hardware")) return [];
  const finding: Finding = {
    severity: "warning",
    message: `${batchSystem} gives ${cpus} of ${onlineCpus} CPUs but does not limit memory; all ${memoryMiB} MiB of the node are offered.`,
    evidence: listFences(fences),
    fix: "Set GLIDEIN_MaxMemMBs, or GLIDEIN_MaxMemMBs_Estimate for a share by CPUs.",
  };
  return [finding];
}

const nothingLeft = (input: MemoryInput): Finding => ({
  severity: "error",
  message: `The fences leave no memory for jobs beside the ${keptText(input)}.`,
  evidence: listFences(input.fences),
  fix:
    input.settings.GLIDEIN_Memory_Reserve.value === 0
      ? "Ask the batch system for more memory."
      : "Ask the batch system for more memory, or lower GLIDEIN_Memory_Reserve.",
});
