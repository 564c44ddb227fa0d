import { err, type Result } from "../../model/result.ts";
import { fitted, list, number, object, text, word } from "../shape.ts";
import { isRelayKey } from "./relay-proof.ts";

/** What an edge keeps over restarts, in its state directory; secret. */
export interface SavedEdge {
  readonly schema: "glidein.edge-state/1";
  readonly name: string;
  readonly trustDomain: string;
  readonly address: string;
  readonly ports: { readonly broker: number; readonly relay: number };
  /** What only whoever owns the directory knows. */
  readonly controlKey: string;
  /** The newest first; each is valid for the life of a token from when it was made. */
  readonly relayKeys: readonly { readonly key: string; readonly madeAt: number }[];
}

const shape = object<SavedEdge>({
  schema: word("glidein.edge-state/1"),
  name: text,
  trustDomain: text,
  address: text,
  ports: object({ broker: number, relay: number }),
  controlKey: text,
  relayKeys: list(object({ key: text, madeAt: number })),
});

export function parseSavedEdge(content: string): Result<SavedEdge, string> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return err("it is not whole");
  }
  const read = fitted(shape, value);
  if (!read.ok) return err(`${read.error.place}: expected ${read.error.expected}`);
  const { controlKey, relayKeys } = read.value;
  return [controlKey, ...relayKeys.map(({ key }) => key)].every(isRelayKey) ? read : err("a key in it is none");
}

export const writeSavedEdge = (saved: SavedEdge): string => `${JSON.stringify(saved, null, 2)}\n`;

/** Keys that are valid at this time, and a new one where the newest has lived for half of its life. */
export function renewKeys(
  keys: SavedEdge["relayKeys"],
  now: number,
  life: number,
  draw: () => string,
): SavedEdge["relayKeys"] {
  const valid = keys.filter(({ madeAt }) => madeAt <= now && now < madeAt + life);
  const [newest] = valid;
  return newest !== undefined && now < newest.madeAt + life / 2 ? valid : [{ key: draw(), madeAt: now }, ...valid];
}
