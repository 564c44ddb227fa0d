import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { isAttributeName } from "./attribute-name.ts";
import { type ReadValue, readValue } from "./literal.ts";

export interface AdAttribute {
  readonly name: string;
  readonly value: ReadValue;
  readonly line: number;
}

export interface Ad {
  /** By name in lower case: case does not count. */
  readonly attributes: ReadonlyMap<string, AdAttribute>;
  /** Lines that are no attribute, with their number; the first 20. */
  readonly problems: readonly Refusal[];
}

const longest = 1_048_576;
const mostLines = 10_000;

/**
 * An ad in HTCondor's line format, `Name = expression` (`.job.ad`, `.machine.ad`, `condor_status -long`). Blank lines
 * and lines that begin with `#` are passed over; the last line of a name counts; a broken line hides no other.
 */
export function readAd(text: string): Result<Ad, Refusal> {
  if (text.length > longest) return err(refusal("", `${text.length} characters`, `at most ${longest} characters`));
  const attributes = new Map<string, AdAttribute>();
  const problems: Refusal[] = [];
  const lines = text.split("\n", mostLines + 1);
  if (lines.length > mostLines) return err(refusal("", "too many lines", `at most ${mostLines} attributes`));
  for (const [index, line] of lines.entries()) {
    if (/^[ \t\r]*(?:#|$)/u.test(line)) continue;
    const read = readAttribute(line.replace(/\r$/u, ""), index + 1);
    if (read.ok) attributes.set(read.value.name.toLowerCase(), read.value);
    else if (problems.length < 20) problems.push(read.error);
  }
  return ok({ attributes, problems });
}

function readAttribute(line: string, number: number): Result<AdAttribute, Refusal> {
  const equals = line.indexOf("=");
  const name = line.slice(0, Math.max(0, equals)).trim();
  if (!isAttributeName(name)) return err(refusal(`line ${number}`, "not an attribute", "Name = expression"));
  const value = readValue(line.slice(equals + 1));
  if (value.ok) return ok({ name, value: value.value, line: number });
  const { where, problem, expected } = value.error;
  return err(refusal(`line ${number}, ${name}${where === "" ? "" : `, ${where} after the =`}`, problem, expected));
}

/** The value of an attribute; undefined when the ad has none of that name. */
export const adValue = (ad: Ad, name: string): ReadValue | undefined => ad.attributes.get(name.toLowerCase())?.value;

/** A number, when the attribute is one. */
export function adNumber(ad: Ad, name: string): number | null {
  const value = adValue(ad, name);
  return value?.kind === "integer" || value?.kind === "real" ? value.value : null;
}

/** A string, when the attribute is one. */
export function adString(ad: Ad, name: string): string | null {
  const value = adValue(ad, name);
  return value?.kind === "string" ? value.value : null;
}
