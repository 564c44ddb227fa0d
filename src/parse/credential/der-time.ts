import { instantOf } from "../../model/instant.ts";
import type { EpochSeconds } from "../../model/units.ts";
import type { DerNode } from "./der.ts";
import { asciiOf, isA } from "./der-values.ts";

const utcTime = 23;

/**
 * UTCTime `YYMMDDhhmmssZ` or GeneralizedTime `YYYYMMDDhhmmssZ`, as RFC 5280 §4.1.2.5 and RFC 5755 §4.2.6 want them;
 * null for every other form and for dates that do not exist. OpenSSL reads such a date as "Bad time value", whose
 * comparison with the clock is false either way: a certificate that never expires.
 */
export function timeOf(node: DerNode | undefined): EpochSeconds | null {
  if (!isA(node, "utc-time") && !isA(node, "generalized-time")) return null;
  const text = asciiOf(node.content);
  if (node.tag !== utcTime) return instantOfDigits(text);
  // RFC 5280: 50-99 are 1950-1999.
  return /^[0-9]{12}Z$/u.test(text) ? instantOfDigits(`${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}`) : null;
}

function instantOfDigits(text: string): EpochSeconds | null {
  const match = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z$/u.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute, second });
}
