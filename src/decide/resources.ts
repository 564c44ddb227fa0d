import type { Finding } from "../model/check.ts";
import type { BatchSystem } from "../model/facts/batch.ts";
import type { Fence } from "../model/facts/fence.ts";
import type { Failure } from "../model/failure.ts";
import type { BoundFence } from "../model/plan.ts";
import { derive, type Sourced } from "../model/provenance.ts";
import { ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { type CpuInput, decideCpus } from "./resources/cpus.ts";
import { disagreement } from "./resources/disagreement.ts";
import { decideDisk } from "./resources/disk.ts";
import { decideMemory } from "./resources/memory.ts";
import { type NodeFences, type Resource, usable } from "./resources/node-fences.ts";
import { type NodeShare, shared } from "./resources/node-share.ts";
import { type Overload, type OverloadSettings, overload, overloadFindings } from "./resources/overload.ts";

export interface ResourceInput {
  /** Of all observers together (`mergeFences`). */
  readonly fences: NodeFences;
  readonly batchSystem: BatchSystem;
  readonly onlineCpus: number | null;
  readonly totalMemoryMiB: number | null;
  readonly ownMemoryMiB: number;
  /** 0–99. */
  readonly draw: number;
  /** Started with GlideinWMS's classic arguments. */
  readonly classic: boolean;
  /** Which part of the node is ours; null: all that we were given. */
  readonly share?: NodeShare | null;
  readonly settings: Pick<
    Settings,
    "GLIDEIN_CPUS" | "GLIDEIN_MaxMemMBs" | "GLIDEIN_MaxMemMBs_Estimate" | "GLIDEIN_Memory_Reserve" | "GLIDEIN_DISK"
  > &
    OverloadSettings;
}

/** What the glidein offers altogether, before it is cut into slots. GPUs depend on the layout: `decideGpus`. */
export interface ResourceDecision {
  readonly cpus: Sourced<number>;
  /** CPUs that the node gives us, whole and before overload. A job may use all of them, also where the entry offers fewer. */
  readonly allocatedCpus: number;
  readonly memoryMiB: Sourced<number>;
  readonly diskMiB: Sourced<number> | null;
  /** Of CPUs, memory and disk. */
  readonly fences: readonly BoundFence[];
  readonly gpuFences: readonly Fence[];
  /** Factors by which more is offered than the fences allow; 1 = no more. */
  readonly overload: Overload;
  readonly findings: readonly Finding[];
}

/** The minimum over every fence that exists. Only the overload factors go beyond it. */
export function decideResources(input: ResourceInput): Result<ResourceDecision, Failure> {
  const { settings, batchSystem } = input;
  const observed: NodeFences = {
    cpus: usable(input.fences.cpus),
    memory: usable(input.fences.memory),
    disk: usable(input.fences.disk),
    gpus: usable(input.fences.gpus),
  };
  const fences = shared(observed, input.share ?? null);
  const factors = overload(settings, input.draw);
  const cpuInput: CpuInput = {
    fences: fences.cpus,
    batchSystem,
    setting: settings.GLIDEIN_CPUS,
    classic: input.classic,
    factor: factors.cpus,
  };
  const cpus = decideCpus(cpuInput);
  // Overload makes CPUs out of nothing; memory and CPU time go with real ones.
  const offered = decideCpus({ ...cpuInput, factor: one }).cpus.value;
  const given = decideCpus({ ...cpuInput, setting: unset, classic: false, factor: one }).cpus.value;
  const memory = decideMemory({
    fences: fences.memory,
    cpus: offered,
    onlineCpus: input.onlineCpus,
    totalMiB: input.totalMemoryMiB,
    ownMiB: input.ownMemoryMiB,
    batchSystem,
    settings,
    factor: factors.memory,
  });
  const disk = decideDisk(fences.disk, settings.GLIDEIN_DISK);
  if (!disk.ok) return disk;
  return ok({
    cpus: cpus.cpus,
    allocatedCpus: Math.max(offered, given),
    memoryMiB: memory.memoryMiB,
    diskMiB: disk.value.diskMiB,
    fences: [
      ...boundFences("cpus", fences.cpus, cpus.asked),
      ...boundFences("memory", fences.memory, memory.asked, input.ownMemoryMiB + settings.GLIDEIN_Memory_Reserve.value),
      ...boundFences("disk", fences.disk, disk.value.asked),
    ],
    gpuFences: fences.gpus,
    overload: factors,
    findings: [
      ...disagreement("cpus", observed.cpus),
      ...cpus.findings,
      ...disagreement("memory", observed.memory),
      ...memory.findings,
      ...disagreement("disk", observed.disk),
      ...disk.value.findings,
      ...overloadFindings(factors),
    ],
  });
}

const one: Sourced<number> = derive("no overload", [], 1);
const unset: Settings["GLIDEIN_CPUS"] = derive("as if not set", [], null);

/** Rows for the plan; `ownMiB` counts against the node's fences only, not against what the entry asks for. */
export function boundFences(
  resource: Resource,
  fences: readonly Fence[],
  asked: Fence | null,
  ownMiB = 0,
): readonly BoundFence[] {
  const rows = fences.map((fence) => ({ fence, leaves: fence.limit - ownMiB }));
  if (asked !== null) rows.push({ fence: asked, leaves: asked.limit });
  const least = Math.min(...rows.map(({ leaves }) => leaves));
  return rows.map(({ fence: { limit, from }, leaves }) => ({ resource, limit, from, binding: leaves === least }));
}
