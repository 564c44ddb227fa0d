import type { Result } from "../../model/result.ts";
import { parseAbsolutePath } from "../../parse/batch/label.ts";
import { type HostShare, parseSlotPerWord } from "../../parse/batch/node-file.ts";
import type { Slot } from "./slot.ts";

/** A line a slot on the largest machines. */
const longest = 4_194_304;

/** The file of hosts that a variable of the batch system names; null, with a note, when it cannot be read. */
export async function readShares(
  slot: Slot,
  name: string,
  parse: (text: string) => Result<readonly HostShare[], string> = parseSlotPerWord,
): Promise<readonly HostShare[] | null> {
  const path = slot.variables.read(name, parseAbsolutePath);
  if (path === null) return null;
  const text = await slot.host.readText(path, longest);
  const shares = text.ok ? parse(text.value) : null;
  if (shares?.ok === true) return shares.value;
  slot.unknown.push({ what: name, why: `${path}: ${text.ok ? (shares?.error ?? "") : text.error.what}` });
  return null;
}
