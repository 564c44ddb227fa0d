import { err, ok, type Result } from "../../model/result.ts";
import { isHostName, isSameHost } from "./host-name.ts";
import { quoted } from "./quoted.ts";

/** A host of the allocation with what it has of it, in the order of the list. */
export interface HostShare {
  readonly host: string;
  readonly slots: number;
}

/** PBS and LSF node files, and `LSB_HOSTS`: one word a slot, the host repeated once per slot. */
export function parseSlotPerWord(text: string): Result<readonly HostShare[], string> {
  return sharesOf(
    wordsOf(text).map((host) => ({ host, slots: 1 })),
    text,
  );
}

/** `LSB_MCPU_HOSTS`: `hostA 2 hostB 4`. */
export function parseHostCountPairs(text: string): Result<readonly HostShare[], string> {
  const words = wordsOf(text);
  const pairs = words.flatMap((host, place) =>
    place % 2 === 0
      ? [{ host, slots: /^[0-9]{1,6}$/u.test(words[place + 1] ?? "") ? Number(words[place + 1]) : 0 }]
      : [],
  );
  return sharesOf(pairs, text);
}

const wordsOf = (text: string): readonly string[] => text.split(/[ \t\r\n]+/u).filter((word) => word !== "");

/** Joins the entries of one host, whatever order they came in. */
export function sharesOf(entries: readonly HostShare[], text: string): Result<readonly HostShare[], string> {
  if (entries.length === 0) return err("it names no host");
  const slots = new Map<string, number>();
  for (const entry of entries) {
    if (!isHostName(entry.host) || !(entry.slots > 0))
      return err(`expected hosts with their slots, found ${quoted(`${entry.host} ${entry.slots}`)} in ${quoted(text)}`);
    slots.set(entry.host, (slots.get(entry.host) ?? 0) + entry.slots);
  }
  return ok([...slots].map(([host, count]) => ({ host, slots: count })));
}

/** Slots of this host; null when it is not in the list. */
export function slotsOn(shares: readonly HostShare[], host: string): number | null {
  const own = shares.filter((share) => isSameHost(share.host, host));
  return own.length === 0 ? null : own.reduce((sum, share) => sum + share.slots, 0);
}
