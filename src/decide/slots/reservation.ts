import { type Amount, isGpus, type ResourceSlot, type SlotKind, type SlotLayout } from "../../parse/slots/layout.ts";

/** MiB of memory for each instance of a resource that does not say how much. */
const defaultMemoryMiB = 128;

/** A resource with everything filled in that its item left out. */
export interface Reservation {
  readonly item: ResourceSlot;
  readonly name: string;
  /** At least 1. */
  readonly number: number;
  readonly kind: SlotKind;
  /** Slots of its own that it makes; 0 when it is part of the main slot. */
  readonly slots: number;
  /** Memory and disk of all its slots together. */
  readonly memory: Amount;
  readonly disk: Amount;
}

export const inMainSlot = ({ kind }: Reservation): boolean => kind === "main" || kind === "extra";

/** The layout with GlideinWMS's documented defaults; GPUs of which there are none are left out. */
export function reservations(layout: SlotLayout, gpus: number): readonly Reservation[] {
  return layout.resources.flatMap((item) => {
    const number = isGpus(item.name) ? gpus : (item.number ?? 1);
    if (number === 0) return [];
    const kind = item.type ?? (number === 1 ? "static" : "partitionable");
    const memory = item.memory ?? { kind: "absolute", kib: defaultMemoryMiB * 1024 * number };
    return [
      {
        item,
        name: item.name,
        number,
        kind,
        slots: slotsOf(kind, number),
        memory,
        disk: item.disk ?? { kind: "auto" },
      },
    ];
  });
}

function slotsOf(kind: SlotKind, number: number): number {
  switch (kind) {
    case "main":
    case "extra":
      return 0;
    case "static":
    case "staticextra":
      return number;
    case "partitionable":
      return 1;
    default:
      return kind satisfies never;
  }
}
