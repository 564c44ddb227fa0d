import { printAmount } from "./amount.ts";
import type { ResourceSlot, SlotLayout } from "./layout.ts";

/** A layout as `GLIDEIN_Resource_Slots` has it; what was not said is not printed. */
export const printLayout = (layout: SlotLayout): string => layout.resources.map(printResource).join(";");

function printResource({ name, number, memory, type, disk }: ResourceSlot): string {
  const fields = [
    name,
    number === null ? "" : String(number),
    memory === null ? "" : printAmount(memory),
    type ?? "",
    disk === null ? "" : printAmount(disk),
  ];
  return fields.join(",").replace(/,+$/u, "");
}
