import { err, ok, type Result } from "../../model/result.ts";
import type { FeatureRule } from "./rules.ts";
import { quoted } from "./token.ts";

/** An accepted value; `quirk` is a remark on a form that is tolerated, empty for the plain form. */
export interface Accepted<T> {
  readonly value: T;
  readonly quirk: string;
}

type IntegerRule = Extract<FeatureRule, { kind: "integer" }>;

/** A whole number in the unit of the note, or the sentence that says what was expected. */
export function parseFeatureInteger(token: string, rule: IntegerRule): Result<Accepted<number>, string> {
  const digits = wholeNumber(token);
  if (!digits.ok) return err(`${digits.error}; expected ${expected(rule)}`);
  const { value } = digits.value;
  if (value === 0 && rule.zero === true) return digits;
  if (value < rule.min || value > rule.max) {
    return err(`${quoted(token)} is out of range${unitError(value, rule)}; expected ${expected(rule)}`);
  }
  return digits;
}

/**
 * Decimal digits as an exact integer. Leading zeros are accepted with a remark: a shell reads them as octal, a
 * provider that pads never means that.
 */
export function wholeNumber(token: string): Result<Accepted<number>, string> {
  if (!/^[0-9]+$/u.test(token)) return err(`${quoted(token)} ${notWhole(token)}`);
  const significant = token.replace(/^0+(?=[0-9])/u, "");
  const value = Number(significant);
  if (significant.length > 16 || !Number.isSafeInteger(value)) {
    return err(
      `${quoted(token)} is too large to be exact${noLimit.has(significant) ? " (the kernel's number for no limit)" : ""}`,
    );
  }
  return ok({ value, quirk: significant === token ? "" : `leading zeros in ${quoted(token)}: read as decimal` });
}

/** 2^63−1, the same rounded down to pages, and 2^64−1. */
const noLimit: ReadonlySet<string> = new Set(["9223372036854775807", "9223372036854771712", "18446744073709551615"]);

function notWhole(token: string): string {
  if (/^-[0-9.]+$/u.test(token)) return "is negative";
  if (/^[0-9]+[.,][0-9]+$/u.test(token)) return "has a fraction";
  return "is not a whole number";
}

function unitError(value: number, rule: IntegerRule): string {
  if (rule.unit === "bytes" && value > 0 && value < rule.min) {
    return ` (a unit error? it looks like ${value < 256 ? "GB" : value < 400_000 ? "MB" : "kB"} given as bytes)`;
  }
  if (rule.unit === "seconds" && value > rule.max) return " (milliseconds, or a stand-in for no limit?)";
  if (rule.unit === "seconds" && value > 0 && value < rule.min) return " (a unit error? it looks like hours or days)";
  return "";
}

const expected = (rule: IntegerRule): string =>
  `a whole number of ${rule.unit} from ${rule.min} to ${rule.max}${rule.zero === true ? ", or 0" : ""}`;
