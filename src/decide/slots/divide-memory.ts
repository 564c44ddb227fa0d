import type { Finding } from "../../model/check.ts";
import { mebibytesOf, printAmount } from "../../parse/slots/amount.ts";
import type { LayoutProblem } from "../../parse/slots/layout.ts";
import { mostMemoryMiB } from "../resources/memory.ts";
import { misfit } from "./misfit.ts";
import { inMainSlot, type Reservation } from "./reservation.ts";

export interface MemoryDivision {
  /** MiB of each main slot. */
  readonly main: number;
  /** MiB of each slot of a resource, by the resource's name. */
  readonly each: ReadonlyMap<string, number>;
  /** MiB that `staticextra` adds to what there is. */
  readonly added: number;
  readonly problems: readonly LayoutProblem[];
  readonly findings: readonly Finding[];
}

/** `static` and `partitionable` take from the main slots, `staticextra` adds; what does not divide stays with the main slots. */
export function divideMemory(totalMiB: number, mainSlots: number, reserved: readonly Reservation[]): MemoryDivision {
  const problems: LayoutProblem[] = [];
  const findings: Finding[] = [];
  const each = new Map<string, number>();
  let added = 0;
  let left = totalMiB;
  for (const resource of reserved) {
    if (inMainSlot(resource)) {
      findings.push(...ignored(resource));
      continue;
    }
    const wanted = mebibytesOf(resource.memory, totalMiB) ?? 0;
    const one = Math.floor(wanted / resource.slots);
    if (one < 1)
      problems.push(
        misfit(
          resource,
          `${printAmount(resource.memory)} of memory is less than 1 MiB for each of ${resource.slots} slots`,
          `at least ${resource.slots} MiB`,
        ),
      );
    each.set(resource.name, one);
    if (resource.kind === "staticextra") {
      added += one * resource.slots;
      if (totalMiB + added > mostMemoryMiB)
        problems.push(
          misfit(resource, `${totalMiB + added} MiB are more memory than HTCondor can have`, "less memory"),
        );
    } else {
      left -= one * resource.slots;
      if (left < mainSlots)
        problems.push(
          misfit(
            resource,
            `${one * resource.slots} MiB of memory leave ${Math.max(0, left)} of ${totalMiB} MiB for the main slot`,
            "less memory, fewer instances, or type staticextra",
          ),
        );
    }
    if (wanted > one * resource.slots) findings.push(rounded(resource, wanted, one));
  }
  const main = Math.floor(left / mainSlots);
  if (main < 1 && problems.length === 0) problems.push(tooManySlots(left, mainSlots));
  if (problems.length === 0 && left > main * mainSlots)
    findings.push(leftOver(left - main * mainSlots, mainSlots, main));
  return { main, each, added, problems, findings };
}

const tooManySlots = (left: number, slots: number): LayoutProblem => ({
  item: 0,
  character: 1,
  problem: `${left} MiB of memory are less than 1 MiB for each of ${slots} fixed slots`,
  expected: "SLOTS_LAYOUT=partitionable, or more memory",
});

function ignored({ item, kind, name }: Reservation): readonly Finding[] {
  const given = [item.memory === null ? "" : "memory", item.disk === null ? "" : "disk"]
    .filter((word) => word !== "")
    .join(" and ");
  if (given === "") return [];
  const finding: Finding = {
    severity: "info",
    message: `${given} of ${name} is ignored: type ${kind} shares what the main slot has.`,
    evidence: `item ${item.item} of GLIDEIN_Resource_Slots`,
    fix: `Leave out ${given}, or use type static or partitionable.`,
  };
  return [finding];
}

const rounded = ({ name, kind, slots }: Reservation, wanted: number, one: number): Finding => ({
  severity: "info",
  message: `${wanted} MiB of memory for ${slots} slots of ${name} make ${one} MiB each; ${wanted - one * slots} MiB ${kind === "staticextra" ? "are not added" : "stay with the main slot"}.`,
  evidence: "memory is divided in whole MiB",
  fix: `Give ${name} a multiple of ${slots} MiB.`,
});

const leftOver = (rest: number, slots: number, each: number): Finding => ({
  severity: "info",
  message: `${rest} MiB of memory are not used: ${slots} fixed slots get ${each} MiB each.`,
  evidence: "memory is divided in whole MiB",
  fix: "Use SLOTS_LAYOUT=partitionable to use all memory.",
});
