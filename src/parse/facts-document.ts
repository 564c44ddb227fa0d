import type { Facts } from "../model/facts.ts";
import { err, type Result } from "../model/result.ts";
import { factsShape } from "./facts/facts-shape.ts";
import { fitted, isObject } from "./shape.ts";

/**
 * A facts document that `glidein facts --format json` printed, possibly edited. All of it is checked: what is not of
 * its form is refused by its place. Keys that are not known are left alone.
 */
export function parseFacts(text: string): Result<Facts, { readonly problem: string }> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return err({ problem: "it is not JSON" });
  }
  if (!isObject(document) || document["schema"] !== "glidein.facts/1")
    return err({ problem: 'it has no "schema": "glidein.facts/1"' });
  const facts = fitted<Facts>(factsShape, document);
  if (facts.ok) return facts;
  const { place, expected } = facts.error;
  return err({ problem: `${place.slice(0, 200)} is missing or of another form; expected ${expected}` });
}
