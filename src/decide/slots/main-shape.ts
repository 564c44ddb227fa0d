import type { LayoutProblem } from "../../parse/slots/layout.ts";
import { misfit } from "./misfit.ts";
import type { Reservation } from "./reservation.ts";

export type LayoutKind = "fixed" | "partitionable";

/** The slots for ordinary jobs: how many, and what each has beside memory and disk. */
export interface MainShape {
  readonly count: number;
  readonly partitionable: boolean;
  /** Of each slot, virtual ones included. */
  readonly cpus: number;
  readonly virtualCpus: number;
  /** Of each slot, by the name of the resource. */
  readonly resources: ReadonlyMap<string, number>;
}

export interface ShapeInput {
  readonly cpus: number;
  readonly layout: LayoutKind;
  readonly forcePartitionable: boolean;
  readonly reserved: readonly Reservation[];
}

/**
 * `partitionable` is one slot of everything; `fixed` one slot for each CPU. A single CPU is not worth cutting, so it
 * makes a fixed slot unless forced; with `extra` CPUs it is not single. Resources of the main slot are dealt out evenly.
 */
export function mainShape({ cpus, layout, forcePartitionable, reserved }: ShapeInput): {
  readonly shape: MainShape;
  readonly problems: readonly LayoutProblem[];
} {
  const inMain = reserved.filter(({ kind }) => kind === "main" || kind === "extra");
  const extra = inMain.reduce((sum, { kind, number }) => sum + (kind === "extra" ? number : 0), 0);
  const partitionable = layout === "partitionable" && (cpus + extra > 1 || forcePartitionable);
  const count = layout === "fixed" ? cpus : 1;
  const uneven = inMain.filter(({ number }) => number % count !== 0);
  const problems = uneven.map((resource) =>
    misfit(
      resource,
      `${resource.number} cannot be dealt out evenly to ${count} fixed slots`,
      `a multiple of ${count}, or SLOTS_LAYOUT=partitionable`,
    ),
  );
  const resources = new Map(inMain.map(({ name, number }) => [name, Math.floor(number / count)]));
  const virtualCpus = inMain.reduce(
    (sum, { kind, number }) => sum + (kind === "extra" ? Math.floor(number / count) : 0),
    0,
  );
  return { shape: { count, partitionable, cpus: cpus / count + virtualCpus, virtualCpus, resources }, problems };
}
