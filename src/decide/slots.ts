import type { Finding } from "../model/check.ts";
import type { Failure } from "../model/failure.ts";
import type { ResourcePlan, SlotType } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { noResources } from "../parse/slots/layout.ts";
import { parseLayout } from "../parse/slots/parse-layout.ts";
import { decideGpus, type GpuDecision } from "./resources/gpus.ts";
import { boundFences, type ResourceDecision } from "./resources.ts";
import { fittingLayout } from "./slots/fitting-layout.ts";
import { layoutRefusal } from "./slots/refusal.ts";
import { type SlotInput, type SlotSolution, solveSlots } from "./slots/solve-slots.ts";

export interface SlotDecision {
  readonly resources: ResourcePlan;
  /** Rows of the plan. */
  readonly slots: readonly SlotType[];
  /** The same with what HTCondor's configuration needs beside (`slotConfig`). */
  readonly solution: SlotSolution;
  readonly gpus: GpuDecision;
  readonly findings: readonly Finding[];
}

export type LayoutSettings = Pick<Settings, "GLIDEIN_Resource_Slots" | "SLOTS_LAYOUT" | "FORCE_PARTITIONABLE">;

/** The resources cut into slots as the entry asks; a layout that is broken or does not fit is refused whole. */
export function decideSlots(resources: ResourceDecision, settings: LayoutSettings): Result<SlotDecision, Failure> {
  const text = settings.GLIDEIN_Resource_Slots.value ?? "";
  const written = text === "" ? ok({ ...noResources }) : parseLayout(text);
  if (!written.ok) return err(layoutRefusal(text, written.error.problems, written.error.corrected));
  const gpus = decideGpus(written.value, resources.gpuFences, settings.GLIDEIN_Resource_Slots);
  const diskMiB = resources.diskMiB?.value ?? null;
  const input: SlotInput = {
    resources: { cpus: resources.cpus.value, memoryMiB: resources.memoryMiB.value, diskMiB, gpus: gpus.gpus.value },
    written: written.value,
    layout: settings.SLOTS_LAYOUT.value === "fixed" ? "fixed" : "partitionable",
    forcePartitionable: settings.FORCE_PARTITIONABLE.value,
  };
  const solution = solveSlots(input);
  if (!solution.ok) return err(layoutRefusal(text, solution.error, fittingLayout(input)));
  const { cpus, memoryMiB } = input.resources;
  return ok({
    resources: {
      cpus,
      memoryMiB,
      diskMiB,
      gpus: gpus.gpus.value,
      fences: [...resources.fences, ...boundFences("gpus", resources.gpuFences, gpus.asked)],
    },
    slots: solution.value.types.map(
      ({ resource: _resource, virtualCpus: _cpus, virtualMemoryMiB: _memory, ...row }) => row,
    ),
    solution: solution.value,
    gpus,
    findings: [...gpus.findings, ...solution.value.findings],
  });
}
