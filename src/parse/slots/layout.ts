/**
 * How a resource becomes part of slots (GlideinWMS `GLIDEIN_Resource_Slots`):
 * `main` in the main slot; `extra` the same, with one virtual CPU per instance in the main slot;
 * `static` one slot per instance with a virtual CPU, memory taken from the main slot; `staticextra` the same with
 * memory added to the total; `partitionable` one more partitionable slot with a virtual CPU per instance.
 */
export const slotKinds = ["main", "extra", "static", "staticextra", "partitionable"] as const;
export type SlotKind = (typeof slotKinds)[number];

/** An amount of memory or disk for all instances of a resource together. */
export type Amount =
  /** Whole KiB. */
  | { readonly kind: "absolute"; readonly kib: number }
  /** Part of what the glidein has: 0 < numerator ≤ denominator. */
  | { readonly kind: "share"; readonly numerator: number; readonly denominator: number }
  /** Disk only: split evenly with all other slots that do not say how much they want. */
  | { readonly kind: "auto" };

/** One item of `GLIDEIN_Resource_Slots`; `null` = not said. */
export interface ResourceSlot {
  /** Where it is written, both 1-based: which item (blank ones count too), and its first character. */
  readonly item: number;
  readonly character: number;
  /** As written; compared without case. */
  readonly name: string;
  readonly number: number | null;
  readonly memory: Amount | null;
  readonly type: SlotKind | null;
  readonly disk: Amount | null;
}

export interface SlotLayout {
  readonly resources: readonly ResourceSlot[];
}

export const noResources: SlotLayout = { resources: [] };

/** The one resource that HTCondor discovers by itself, so that its number may be left out or be 0. */
export const isGpus = (name: string): boolean => name.toLowerCase() === "gpus";

/** Something wrong in the text of a layout, and where. */
export interface LayoutProblem {
  /** 1-based; 0 when it is about the whole text. */
  readonly item: number;
  /** 1-based position of the character at which the offending text begins. */
  readonly character: number;
  readonly problem: string;
  readonly expected: string;
}
