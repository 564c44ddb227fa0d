import type { Finding } from "../../model/check.ts";
import type { SlotType } from "../../model/plan.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { isGpus, type LayoutProblem, type SlotLayout } from "../../parse/slots/layout.ts";
import { divideDisk } from "./divide-disk.ts";
import { divideMemory } from "./divide-memory.ts";
import { type LayoutKind, mainShape } from "./main-shape.ts";
import { inMainSlot, type Reservation, reservations } from "./reservation.ts";

export interface SlotInput {
  readonly resources: {
    readonly cpus: number;
    readonly memoryMiB: number;
    readonly diskMiB: number | null;
    readonly gpus: number;
  };
  readonly written: SlotLayout;
  readonly layout: LayoutKind;
  readonly forcePartitionable: boolean;
}

/** A slot type of the plan with what its row does not tell. */
export interface SolvedType extends SlotType {
  /** Whose slots these are; null = the main slots, for any job. */
  readonly resource: string | null;
  /** Of each slot: how much of its CPUs and memory exists only because the layout says so. */
  readonly virtualCpus: number;
  readonly virtualMemoryMiB: number;
}

export interface SlotSolution {
  /** The main slots first. */
  readonly types: readonly SolvedType[];
  /** What HTCondor is told the machine has: the resources and the virtual additions. */
  readonly totals: { readonly cpus: number; readonly memoryMiB: number; readonly diskMiB: number | null };
  /** Instances of every custom resource, GPUs among them; none that has no instance. */
  readonly machineResources: readonly { readonly name: string; readonly number: number }[];
  readonly findings: readonly Finding[];
}

/** GlideinWMS has the main slots as type 1, keeps 2 for itself, and VOs name the others by 3, 4, … in their expressions. */
const mainType = 1;
const firstResourceType = 3;

/** Slots that divide the resources as the layout says, or why they cannot. */
export function solveSlots(input: SlotInput): Result<SlotSolution, readonly LayoutProblem[]> {
  const { cpus, memoryMiB, diskMiB, gpus } = input.resources;
  const reserved = reservations(input.written, gpus);
  const { shape, problems } = mainShape({
    cpus,
    layout: input.layout,
    forcePartitionable: input.forcePartitionable,
    reserved,
  });
  const memory = divideMemory(memoryMiB, shape.count, reserved);
  const disk = divideDisk(diskMiB, shape.count, reserved);
  const misfits = [...problems, ...memory.problems, ...disk.problems];
  if (misfits.length > 0) return err(misfits.toSorted((a, b) => a.item - b.item));
  const amounts = (of: (resource: Reservation) => number) => ({
    gpus: reserved.filter(({ name }) => isGpus(name)).reduce((sum, resource) => sum + of(resource), 0),
    extra: Object.fromEntries(
      reserved.filter(({ name }) => !isGpus(name)).map((resource) => [resource.name, of(resource)]),
    ),
  });
  const main: SolvedType = {
    type: mainType,
    count: shape.count,
    partitionable: shape.partitionable,
    cpus: shape.cpus,
    memoryMiB: memory.main,
    diskMiB: disk.main,
    ...amounts(({ name }) => shape.resources.get(name) ?? 0),
    resource: null,
    virtualCpus: shape.virtualCpus,
    virtualMemoryMiB: 0,
  };
  const own = reserved
    .filter((resource) => !inMainSlot(resource))
    .map((resource, index): SolvedType => {
      const { name, number, slots, kind } = resource;
      const each = number / slots;
      return {
        type: firstResourceType + index,
        count: slots,
        partitionable: kind === "partitionable",
        cpus: each,
        memoryMiB: memory.each.get(name) ?? 0,
        diskMiB: disk.each.get(name) ?? null,
        ...amounts((other) => (other === resource ? each : 0)),
        resource: name,
        virtualCpus: each,
        virtualMemoryMiB: kind === "staticextra" ? (memory.each.get(name) ?? 0) : 0,
      };
    });
  const types = [main, ...own];
  return ok({
    types,
    totals: {
      cpus: types.reduce((sum, type) => sum + type.cpus * type.count, 0),
      memoryMiB: memoryMiB + memory.added,
      diskMiB,
    },
    machineResources: reserved.map(({ name, number }) => ({ name, number })),
    findings: [...memory.findings, ...disk.findings],
  });
}
