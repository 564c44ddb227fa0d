import type { Attribute } from "../model/plan.ts";
import { derive } from "../model/provenance.ts";
import type { ConfigEntry } from "../parse/condor-config-text.ts";
import type { GpuDecision } from "./resources/gpus.ts";
import { diskShares } from "./slots/disk-shares.ts";
import type { SlotSolution, SolvedType } from "./slots/solve-slots.ts";

export interface SlotConfig {
  readonly entries: readonly ConfigEntry[];
  /** To be published in every slot's ad; slot types for which they differ have entries of their own. */
  readonly attributes: Attributes;
}

/** GPUs as they were found, for whoever hands them to jobs. */
export interface FoundGpus {
  /** Ids of all devices that were found, ours or not. */
  readonly devices: readonly string[];
  /** How many HTCondor's own discovery program finds; null when there is none or it was not run. */
  readonly discovered: number | null;
}

/** HTCondor's own limit; more types need a larger MAX_SLOT_TYPES. */
const usualSlotTypes = 10;

/**
 * Slots for HTCondor 23.9 to 25: the startd that reads these entries advertises what the plan's rows say. `START`
 * must be defined beside them.
 */
export function slotConfig(solution: SlotSolution, gpus: GpuDecision, found: FoundGpus): SlotConfig {
  const { types, totals } = solution;
  const ownDisk = totals.diskMiB !== null && types.every(({ diskMiB }) => diskMiB !== null && diskMiB > 0);
  const disk = ownDisk
    ? diskShares(
        totals.diskMiB,
        types.map(({ diskMiB }) => diskMiB ?? 0),
      )
    : null;
  const attributes = publishedAttributes(types);
  return {
    attributes: attributes[0] ?? {},
    entries: [
      integer("NUM_CPUS", totals.cpus),
      integer("MEMORY", totals.memoryMiB),
      ...(disk === null ? [] : [integer("DISK", disk.knobKib)]),
      integer("MAX_SLOT_TYPES", Math.max(usualSlotTypes, ...types.map(({ type }) => type))),
      ...gpuEntries(gpus, found),
      ...solution.machineResources
        .filter(({ name }) => name.toLowerCase() !== "gpus")
        .map(({ name, number }) => integer(`MACHINE_RESOURCE_${name}`, number)),
      ...types.flatMap((type, index) => typeEntries(type, disk?.shares[index] ?? null, gpus.gpus.value > 0)),
      ...types
        .slice(1)
        .flatMap((type, index) => ownSlotEntries(type, attributes[index + 1] ?? {}, attributes[0] ?? {})),
    ],
  };
}

const integer = (knob: string, value: number): ConfigEntry => ({ knob, value: { kind: "integer", value } });

/**
 * Discovery tells jobs what the devices are, but a slot type that asks for more than it finds ends the startd; then
 * the ids that we found are used, if all of them are ours, else HTCondor only counts.
 */
function gpuEntries(
  { gpus: { value: gpus } }: GpuDecision,
  { devices, discovered }: FoundGpus,
): readonly ConfigEntry[] {
  if (gpus > 0 && discovered !== null && discovered >= gpus)
    return [{ knob: "STARTD_DETECT_GPUS", value: { kind: "text", text: "-properties -extra" } }];
  const off: ConfigEntry = { knob: "STARTD_DETECT_GPUS", value: { kind: "boolean", value: false } };
  const named = gpus > 0 && devices.length === gpus && devices.every((id) => /^[A-Za-z][A-Za-z0-9_.:/-]*$/u.test(id));
  return [
    off,
    named
      ? { knob: "MACHINE_RESOURCE_GPUs", value: { kind: "text", text: devices.join(", ") } }
      : integer("MACHINE_RESOURCE_GPUs", gpus),
  ];
}

function typeEntries(type: SolvedType, disk: string | null, withGpus: boolean): readonly ConfigEntry[] {
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
    { knob, value: { kind: "text", text: shares.join(", ") } },
    { knob: `${knob}_PARTITIONABLE`, value: { kind: "boolean", value: type.partitionable } },
    integer(`NUM_SLOTS_TYPE_${type.type}`, type.count),
  ];
}

type Attributes = Readonly<Record<string, Attribute>>;

/** A slot that was made for a resource is kept for the jobs that ask for it, and says what differs from the main slot. */
function ownSlotEntries({ type, resource }: SolvedType, own: Attributes, main: Attributes): readonly ConfigEntry[] {
  const knob = `SLOT_TYPE_${type}`;
  const differing = Object.entries(own).filter(([name, { sourced }]) => sourced.value !== main[name]?.sourced.value);
  return [
    {
      knob: `${knob}_START`,
      value: { kind: "expression", text: `($(START)) && (TARGET.Request${resource} > 0)`, macros: ["START"] },
    },
    ...differing.map(
      ([name, { sourced }]): ConfigEntry => ({
        knob: `${knob}_${name}`,
        value:
          typeof sourced.value === "boolean"
            ? { kind: "boolean", value: sourced.value }
            : { kind: "integer", value: Number(sourced.value) },
      }),
    ),
  ];
}

/** For each type: for whom its slots are, and what of them exists only because the layout says so. */
function publishedAttributes(types: readonly SolvedType[]): readonly Attributes[] {
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
    ...Object.fromEntries(
      types.flatMap(({ resource }) =>
        resource === null ? [] : [[`IS_SLOT_${resource}`, published(type.resource === resource)] as const],
      ),
    ),
  }));
}
