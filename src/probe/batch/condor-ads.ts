import type { Host } from "../../host/host.ts";
import type { Result } from "../../model/result.ts";
import {
  attributesOf,
  type JobAttribute,
  jobAttributes,
  type MachineAttribute,
  machineAttributes,
} from "../../parse/batch/slot-ads.ts";
import { readAd } from "../../parse/classad/ad.ts";
import type { ReadValue } from "../../parse/classad/literal.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import type { Slot } from "./slot.ts";

const longest = 1_048_576;

/** JSON only, since a recording keeps it in place of the ad. */
interface Observed<N extends string> {
  readonly attributes: readonly (readonly [N, ReadValue])[] | null;
  readonly missing: boolean;
  readonly problems: readonly string[];
}

export interface SlotAd<N extends string> {
  readonly readable: boolean;
  /** There is no such file, as opposed to one that cannot be read. */
  readonly missing: boolean;
  /** The first of the names that the ad has in a form that can be read; one that cannot is noted. */
  first<T>(names: readonly N[], read: (value: ReadValue) => Result<T, string>): { value: T; from: string } | null;
}

export const readJobAd = (slot: Slot, path: string | null): Promise<SlotAd<JobAttribute>> =>
  readSlotAd(slot, path, "job ad", jobAttributes);

export const readMachineAd = (slot: Slot, path: string | null): Promise<SlotAd<MachineAttribute>> =>
  readSlotAd(slot, path, "machine ad", machineAttributes);

async function readSlotAd<N extends string>(
  slot: Slot,
  path: string | null,
  what: string,
  names: readonly N[],
): Promise<SlotAd<N>> {
  if (path === null) return { readable: false, missing: true, first: () => null };
  const { attributes, missing, problems } = await slot.host.secret(`${what} ${path}`, (host) =>
    observe(host, path, names),
  );
  for (const why of problems) slot.unknown.push({ what, why: `${path}: ${why}` });
  const known = new Map(attributes ?? []);
  return {
    readable: attributes !== null,
    missing,
    first: (wanted, read) => {
      for (const name of wanted) {
        const value = known.get(name);
        if (value === undefined || value.kind === "undefined") continue;
        const parsed = read(value);
        if (parsed.ok) return { value: parsed.value, from: `${what} ${name}` };
        slot.unknown.push({ what: `${what} ${name}`, why: parsed.error });
      }
      return null;
    },
  };
}

async function observe<N extends string>(host: Host, path: string, names: readonly N[]): Promise<Observed<N>> {
  const text = await host.readText(path, longest);
  if (!text.ok) return { attributes: null, missing: text.error.code === "missing", problems: [text.error.what] };
  const ad = readAd(text.value);
  if (!ad.ok) return { attributes: null, missing: false, problems: [describeRefusal(ad.error)] };
  const attributes = attributesOf(ad.value, names);
  const problems = ad.value.problems.map(describeRefusal);
  // A file without a single attribute that we know is no ad, whatever else is in it.
  if (attributes.length === 0)
    return { attributes: null, missing: false, problems: [...problems, "it has no attribute of a slot's ad"] };
  return { attributes, missing: false, problems };
}
