// How a startd reads the knobs of its slots and what it then advertises, written after its observed behaviour: before
// 25.4 disk is a fraction that is multiplied and rounded up, since then it is rounded down to KiB at once.
import type { ConfigEntry } from "../../../src/parse/condor-config-text.ts";

export type Rounding = "up" | "down";

export interface AdvertisedSlot {
  readonly type: number;
  readonly partitionable: boolean;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskKib: number | null;
  readonly resources: Readonly<Record<string, number>>;
}

/** Slots in the order of their numbers; throws where a startd would end. */
export function advertisedSlots(entries: readonly ConfigEntry[], rounding: Rounding): readonly AdvertisedSlot[] {
  const knobs = new Map(entries.map(({ knob, value }) => [knob, "text" in value ? value.text : String(value.value)]));
  const machine = new Map<string, number>();
  for (const [knob, value] of knobs) {
    const name = /^MACHINE_RESOURCE_(\w+)$/u.exec(knob)?.[1];
    if (name !== undefined) machine.set(name, Number(value));
  }
  const left = {
    cpus: Number(knobs.get("NUM_CPUS")),
    memory: Number(knobs.get("MEMORY")),
    fraction: 1,
    kib: Number(knobs.get("DISK") ?? 0),
  };
  const disk = knobs.has("DISK") ? left.kib : null;
  const slots: AdvertisedSlot[] = [];
  for (let type = 1; type <= Number(knobs.get("MAX_SLOT_TYPES")); type += 1) {
    for (let count = Number(knobs.get(`NUM_SLOTS_TYPE_${type}`) ?? 0); count > 0; count -= 1) {
      const shares = new Map(
        knobs
          .get(`SLOT_TYPE_${type}`)
          ?.split(",")
          .map((share) => share.trim().split("=") as [string, string]),
      );
      const share = fractionOf(shares.get("disk"));
      const exact = share === null || disk === null ? null : share * disk;
      const kib = exact === null ? null : rounding === "up" ? Math.ceil(exact) : Math.trunc(exact);
      const resources = Object.fromEntries([...machine.keys()].map((name) => [name, Number(shares.get(name) ?? 0)]));
      slots.push({
        type,
        partitionable: knobs.get(`SLOT_TYPE_${type}_PARTITIONABLE`) === "true",
        cpus: Number(shares.get("cpus")),
        memoryMiB: Number(shares.get("memory")),
        diskKib: kib,
        resources,
      });
      left.cpus -= Number(shares.get("cpus"));
      left.memory -= Number(shares.get("memory"));
      left.fraction -= share ?? 0;
      left.kib -= kib ?? 0;
      for (const [name, number] of Object.entries(resources)) machine.set(name, (machine.get(name) ?? 0) - number);
      const over = rounding === "up" ? left.fraction < -0.000001 : left.kib < 0;
      if (left.cpus < 0 || left.memory < 0 || over || [...machine.values()].some((number) => number < 0))
        throw new Error(`cannot allocate a slot of type ${type}`);
    }
  }
  return slots;
}

/** The startd's own order of operations, in the same double precision. */
function fractionOf(share: string | undefined): number | null {
  if (share === undefined) return null;
  if (share.endsWith("%")) return Number.parseFloat(share) / 100;
  const [numerator, denominator] = share.split("/");
  return Number(numerator) / Number(denominator);
}
