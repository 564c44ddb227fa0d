import type { Attribute } from "../model/plan.ts";
import { derive } from "../model/provenance.ts";
import type { ConfigEntry } from "../parse/condor-config/entry.ts";
import type { GpuDecision } from "./resources/gpus.ts";
import { diskShares } from "./slots/disk-shares.ts";
import type { SlotSolution, SolvedType } from "./slots/solve-slots.ts";

export interface SlotConfig {
  readonly entries: readonly ConfigEntry[];
  /** To be published in every slot's ad; slot types for which they differ have entries of their own. */
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** HTCondor's own limit; more types need a larger MAX_SLOT_TYPES. */
const usualSlotTypes = 10;

/**
 * Slots for HTCondor 23.9 to 25: the startd that reads these entries advertises what the plan's rows say. `START`
 * must be defined beside them; `discovers` = the release has a GPU discovery program.
 */
export function slotConfig(solution: SlotSolution, gpus: GpuDecision, discovers: boolean): SlotConfig {
  const { types, totals } = solution;
  const ownDisk = totals.diskMiB !== null && types.every(({ diskMiB }) => diskMiB !== null && diskMiB > 0);
  const disk = ownDisk ? diskShares(totals.diskMiB, types.map(({ diskMiB }) => diskMiB ?? 0)) : null;
  const attributes = publishedAttributes(types);
  return {
    attributes: attributes[0] ?? {},
    entries: [
      integer("NUM_CPUS", totals.cpus),
      integer("MEMORY", totals.memoryMiB),
      ...(disk === null ? [] : [integer("DISK", disk.knobKib)]),
      integer("MAX_SLOT_TYPES", Math.max(usualSlotTypes, ...types.map(({ type }) => type))),
      ...gpuEntries(gpus, discovers),
      ...solution.machineResources.filter(({ name }) => name.toLowerCase() !== "gpus").map(({ name, number }) => integer(`MACHINE_RESOURCE_${name}`, number)),
      ...types.flatMap((type, index) => typeEntries(type, disk?.shares[index] ?? null, gpus.gpus.value > 0, attributes[index] ?? {})),
    ],
  };
}

const integer = (knob: string, value: number): ConfigEntry => ({ knob, value: { kind: "integer", value } });

/** Discovery fills in what the devices are; without it HTCondor only counts them. */
function gpuEntries({ gpus }: GpuDecision, discovers: boolean): readonly ConfigEntry[] {
  if (gpus.value > 0 && discovers) return [{ knob: "STARTD_DETECT_GPUS", value: { kind: "text", value: "-properties -extra" } }];
  return [{ knob: "STARTD_DETECT_GPUS", value: { kind: "boolean", value: false } }, integer("MACHINE_RESOURCE_GPUs", gpus.value)];
}

function typeEntries(type: SolvedType, disk: string | null, withGpus: boolean, attributes: Readonly<Record<string, Attribute>>): readonly ConfigEntry[] {
  const knob = `SLOT_TYPE_${type.type}`;
  // A resource that is not named would be shared out by HTCondor; so every type names every resource, be it with 0.
  const shares = [
    `cpus=${type.cpus}`,
    `memory=${type.memoryMiB}`,
    ...(disk === null ? [] : [`disk=${disk}`]),
    ...(withGpus ? [`GPUs=${type.gpus}`] : []),
    ...Object.entries(type.extra).map(([name, number]) => `${name}=${number}`),
  ];
  return [
    { knob, value: { kind: "text", value: shares.join(", ") } },
    { knob: `${knob}_PARTITIONABLE`, value: { kind: "boolean", value: type.partitionable } },
    integer(`NUM_SLOTS_TYPE_${type.type}`, type.count),
    ...(type.resource === null ? [] : ownSlotEntries(knob, type.resource, attributes)),
  ];
}

/** A slot that was made for a resource is kept for the jobs that ask for it. */
function ownSlotEntries(knob: string, resource: string, attributes: Readonly<Record<string, Attribute>>): readonly ConfigEntry[] {
  return [
    { knob: `${knob}_START`, value: { kind: "macro", value: `($(START)) && (TARGET.Request${resource} > 0)` } },
    ...Object.entries(attributes).map(([name, { sourced }]): ConfigEntry => ({
      knob: `${knob}_${name}`,
      value: typeof sourced.value === "boolean" ? { kind: "boolean", value: sourced.value } : { kind: "integer", value: Number(sourced.value) },
    })),
  ];
}

/** For each type: for whom its slots are, and what of them exists only because the layout says so. */
function publishedAttributes(types: readonly SolvedType[]): readonly Readonly<Record<string, Attribute>>[] {
  const anyCpus = types.some(({ virtualCpus }) => virtualCpus > 0);
  const anyMemory = types.some(({ virtualMemoryMiB }) => virtualMemoryMiB > 0);
  const published = (value: number | boolean): Attribute => ({
    sourced: derive("slot layout", [], value),
    type: typeof value === "boolean" ? "boolean" : "integer",
    published: true,
  });
  return types.map((type) => ({
    ...(anyCpus ? { GLIDEIN_VIRTUAL_CPUS: published(type.virtualCpus) } : {}),
    ...(anyMemory ? { GLIDEIN_VIRTUAL_MEMORY: published(type.virtualMemoryMiB) } : {}),
    ...Object.fromEntries(types.flatMap(({ resource }) => (resource === null ? [] : [[`IS_SLOT_${resource}`, published(type.resource === resource)] as const]))),
  }));
}
