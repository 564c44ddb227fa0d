import type { ResourceSlot } from "../../parse/slots/layout.ts";
import { printLayout } from "../../parse/slots/print-layout.ts";
import { type SlotInput, solveSlots } from "./solve-slots.ts";

/**
 * A layout near the given one that fits, for the error message: as many of its items, from the front, as fit together;
 * of the others first without their own amounts, then with one instance, then in the main slot. Empty when nothing fits.
 */
export function fittingLayout(input: SlotInput): string {
  const kept: ResourceSlot[] = [];
  for (const item of input.written.resources) {
    const fits = attempts(item).find(
      (attempt) => solveSlots({ ...input, written: { resources: [...kept, attempt] } }).ok,
    );
    if (fits !== undefined) kept.push(fits);
  }
  return printLayout({ resources: kept });
}

const attempts = (item: ResourceSlot): readonly ResourceSlot[] => [
  item,
  { ...item, memory: null, disk: null },
  { ...item, number: item.number === null ? null : 1, memory: null, disk: null },
  { ...item, memory: null, disk: null, type: "staticextra" },
  { ...item, memory: null, disk: null, type: "main" },
];
