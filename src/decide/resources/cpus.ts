import type { Finding } from "../../model/check.ts";
import type { BatchSystem } from "../../model/facts/batch.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { derive, least, named, type Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { fenceCandidate, listFences, namedFences, smallest } from "./node-fences.ts";

export interface CpuInput {
  readonly fences: readonly Fence[];
  readonly batchSystem: BatchSystem;
  readonly setting: Settings["GLIDEIN_CPUS"];
  /** GlideinWMS's classic arguments: unset means one CPU. */
  readonly classic: boolean;
  readonly factor: Sourced<number>;
}

export interface CpuDecision {
  /** At least 1. */
  readonly cpus: Sourced<number>;
  /** What the setting allows, as one more fence; null when it says nothing. */
  readonly asked: Fence | null;
  readonly findings: readonly Finding[];
}

/** CPUs to offer: the least of all fences and the setting, in whole CPUs, then the overload factor. */
export function decideCpus(input: CpuInput): CpuDecision {
  const findings: Finding[] = [];
  const asked = askedCpus(input);
  const allowed = allowedCpus(input, asked, findings);
  if (asked !== null) findings.push(...cutFinding(asked, input.fences));
  const cpus = Math.max(1, Math.floor(allowed.value));
  if (allowed.value < 1) findings.push(lessThanOne(allowed.value, input.fences));
  if (input.factor.value === 1)
    return {
      cpus: cpus === allowed.value ? allowed : derive("whole CPUs", [named("fences", allowed)], cpus),
      asked,
      findings,
    };
  const overloaded = Math.max(1, Math.round(cpus * input.factor.value));
  const inputs = [named("fences", allowed), named("GLIDEIN_OVERLOAD_CPUS", input.factor)];
  return { cpus: derive("CPUs × overload factor", inputs, overloaded), asked, findings };
}

/** `auto`, `slot` and `node` ask for whatever there is; they differ in what is worth a warning. */
function askedCpus({ setting, classic }: CpuInput): Fence | null {
  const word = setting.value?.trim() ?? null;
  if (word === null)
    return classic ? { limit: 1, from: "classic arguments without GLIDEIN_CPUS", kind: "grant" } : null;
  const number = /^[0-9]+$/u.test(word) ? Number(word) : 0;
  return number > 0 ? { limit: number, from: "setting GLIDEIN_CPUS", kind: "grant" } : null;
}

function allowedCpus(input: CpuInput, asked: Fence | null, findings: Finding[]): Sourced<number> {
  const { fences, batchSystem, setting } = input;
  const wholeNode = /^(?:node|0+)$/iu.test(setting.value?.trim() ?? "");
  const granted = fences.some(({ kind }) => kind === "grant" || kind === "feature");
  const confined = granted || fences.some(({ kind }) => kind === "kernel");
  if (asked === null && !wholeNode && batchSystem !== "none" && !granted)
    findings.push(noGrant(batchSystem, fences, confined));
  const candidates = fences.map(fenceCandidate);
  if (asked !== null)
    candidates.push({
      name: asked.from,
      sourced: derive("number of CPUs asked for", [named("GLIDEIN_CPUS", setting)], asked.limit),
    });
  const blind = asked === null && !wholeNode && batchSystem !== "none" && !confined;
  const winner = blind ? undefined : least(candidates);
  if (winner !== undefined) return winner;
  if (!blind) findings.push(nothingKnown);
  return derive("one CPU where nothing says how many are ours", namedFences(fences), 1);
}

function cutFinding(asked: Fence, fences: readonly Fence[]): readonly Finding[] {
  const least = smallest(fences);
  if (least === undefined || asked.limit <= least.limit) return [];
  const finding: Finding = {
    severity: "warning",
    message: `${asked.from} ${asked.limit} is cut to ${Math.max(1, Math.floor(least.limit))}: ${least.from} allows no more.`,
    evidence: listFences(fences),
    fix: "Ask the batch system for as many CPUs as the entry offers, or set GLIDEIN_CPUS to slot.",
  };
  return [finding];
}

const noGrant = (batchSystem: BatchSystem, fences: readonly Fence[], confined: boolean): Finding => ({
  severity: "warning",
  message: `${batchSystem} does not say how many CPUs are ours; ${confined ? "the kernel's limits are used" : "one CPU is used, never the whole node"}.`,
  evidence: listFences(fences),
  fix: "Set GLIDEIN_CPUS to the CPUs that the batch system gives, or to node when the node is ours alone.",
});

const nothingKnown: Finding = {
  severity: "warning",
  message: "Nothing says how many CPUs there are; one is offered.",
  evidence: "no affinity mask, cgroup, batch system, feature or /proc/cpuinfo could be read",
  fix: "Set GLIDEIN_CPUS.",
};

const lessThanOne = (limit: number, fences: readonly Fence[]): Finding => ({
  severity: "warning",
  message: `The fences allow ${limit} of a CPU; HTCondor offers whole CPUs, so one is offered.`,
  evidence: listFences(fences),
  fix: "Give the batch job at least one CPU.",
});
