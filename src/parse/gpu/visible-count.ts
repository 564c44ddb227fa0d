import { printable } from "../printable.ts";
import type { VisibilityVariable } from "./visible-devices.ts";

/** What is known about the devices that a variable can name. */
export interface NameableDevices {
  /** GPUs, a divided one counted once; null when nothing could be looked at. */
  readonly count: number | null;
  /** UUIDs of GPUs and of their instances; null when they are not all known. */
  readonly uuids: readonly string[] | null;
}

/**
 * How many of the named devices are there. A list ends at the first entry that names a device which is not; a UUID may
 * be shortened as long as it names one device. Numbers of the whole node cannot be checked against what we see.
 */
export function visibleCount(
  ids: readonly string[],
  devices: NameableDevices,
  numbers: VisibilityVariable["numbers"],
): { readonly count: number; readonly problem: string | null } {
  for (const [index, id] of ids.entries()) {
    const problem = /^[0-9]/u.test(id)
      ? numbers === "ours" && devices.count !== null && Number(id) >= devices.count
        ? `${id} is beyond the ${devices.count} that are here`
        : null
      : uuidProblem(id, devices.uuids);
    if (problem !== null) return { count: index, problem };
  }
  return { count: ids.length, problem: null };
}

function uuidProblem(id: string, uuids: readonly string[] | null): string | null {
  if (uuids === null) return null;
  const lower = id.toLowerCase();
  const known = uuids.map((uuid) => uuid.toLowerCase());
  const matching = known.filter((uuid) => uuid.startsWith(lower));
  if (matching.length === 1 || known.includes(lower)) return null;
  return `"${printable(id, 100)}" names ${matching.length === 0 ? "none" : "more than one"} of the devices that are here`;
}
