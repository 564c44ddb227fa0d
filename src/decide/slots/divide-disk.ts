import type { Finding } from "../../model/check.ts";
import { mebibytesOf, printAmount } from "../../parse/slots/amount.ts";
import type { LayoutProblem } from "../../parse/slots/layout.ts";
import { misfit } from "./misfit.ts";
import { inMainSlot, type Reservation } from "./reservation.ts";

export interface DiskDivision {
  /** MiB of each main slot; null when nothing says how much disk there is. */
  readonly main: number | null;
  /** MiB of each slot of a resource, by the resource's name. */
  readonly each: ReadonlyMap<string, number>;
  readonly problems: readonly LayoutProblem[];
  readonly findings: readonly Finding[];
}

/**
 * Resources that say how much get it; the rest is split evenly between all other slots, the main ones among them,
 * as HTCondor does with `auto`. What does not divide goes to a single main slot.
 */
export function divideDisk(totalMiB: number | null, mainSlots: number, all: readonly Reservation[]): DiskDivision {
  const reserved = all.filter((resource) => !inMainSlot(resource));
  if (totalMiB === null) return { main: null, each: new Map(), problems: [], findings: reserved.flatMap(unknown) };
  const problems: LayoutProblem[] = [];
  const findings: Finding[] = [];
  const each = new Map<string, number>();
  let left = totalMiB;
  let sharing = mainSlots;
  for (const resource of reserved) {
    const wanted = mebibytesOf(resource.disk, totalMiB);
    if (wanted === null) {
      sharing += resource.slots;
      continue;
    }
    const one = Math.floor(wanted / resource.slots);
    if (one < 1)
      problems.push(
        misfit(
          resource,
          `${printAmount(resource.disk)} of disk is less than 1 MiB for each of ${resource.slots} slots`,
          `at least ${resource.slots} MiB of disk`,
        ),
      );
    each.set(resource.name, one);
    left -= one * resource.slots;
    if (left < sharing)
      problems.push(
        misfit(
          resource,
          `${one * resource.slots} MiB of disk leave ${Math.max(0, left)} of ${totalMiB} MiB for ${sharing} other slots`,
          "less disk, or fewer instances",
        ),
      );
    if (wanted > one * resource.slots) findings.push(rounded(resource, wanted, one));
  }
  const share = Math.floor(left / sharing);
  const evenly = reserved.filter(({ name }) => !each.has(name));
  const crowd = evenly[0];
  if (crowd !== undefined && share < 1 && problems.length === 0)
    problems.push(misfit(crowd, `${left} MiB of disk are split between ${sharing} slots`, "fewer instances"));
  else if (share < 1 && problems.length === 0) findings.push(noDisk(totalMiB, mainSlots));
  for (const { name } of evenly) each.set(name, share);
  if (crowd !== undefined) findings.push(split(crowd, sharing, share));
  const rest = left - share * sharing;
  if (mainSlots > 1 && rest > 0) findings.push(leftOver(rest));
  return { main: mainSlots === 1 ? share + rest : share, each, problems, findings };
}

const noDisk = (totalMiB: number, slots: number): Finding => ({
  severity: "error",
  message: `${totalMiB} MiB of disk are less than 1 MiB for each of ${slots} main slots; no job can start.`,
  evidence: "the fences of disk",
  fix: "Free disk in the scratch directory, or ask the batch system for more.",
});

function unknown({ item, name }: Reservation): readonly Finding[] {
  if (item.disk === null) return [];
  const finding: Finding = {
    severity: "warning",
    message: `disk of ${name} is ignored: nothing says how much disk there is, so HTCondor splits what it finds evenly.`,
    evidence: `item ${item.item} of GLIDEIN_Resource_Slots`,
    fix: "Set GLIDEIN_DISK.",
  };
  return [finding];
}

const rounded = ({ name, slots }: Reservation, wanted: number, one: number): Finding => ({
  severity: "info",
  message: `${wanted} MiB of disk for ${slots} slots of ${name} make ${one} MiB each; ${wanted - one * slots} MiB go to other slots.`,
  evidence: "disk is divided in whole MiB",
  fix: `Give ${name} a multiple of ${slots} MiB of disk.`,
});

const split = ({ name }: Reservation, slots: number, share: number): Finding => ({
  severity: "info",
  message: `Disk is split evenly between ${slots} slots, ${share} MiB each, because ${name} does not say how much it needs.`,
  evidence: "GLIDEIN_Resource_Slots without disk",
  fix: `Give ${name} a disk= to leave the rest to the main slot.`,
});

const leftOver = (rest: number): Finding => ({
  severity: "info",
  message: `${rest} MiB of disk are not used: fixed slots get the same amount each.`,
  evidence: "disk is divided in whole MiB",
  fix: "Use SLOTS_LAYOUT=partitionable to use all disk.",
});
