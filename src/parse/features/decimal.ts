import { err, ok, type Result } from "../../model/result.ts";
import type { Accepted } from "./integer.ts";
import { quoted } from "./token.ts";

const FRACTION_DIGITS = 6;
const EXPECTED = "expected a decimal number above 0 and below 10000000, such as 123.45";

/** A benchmark result. A share that a provider computed has up to 17 digits: it is rounded, with a remark. */
export function parseFeatureDecimal(token: string): Result<Accepted<number>, string> {
  const parts = /^0*([0-9]{1,7})(?:\.([0-9]{1,20}))?$/u.exec(token);
  if (parts === null) return err(`${quoted(token)} is not a decimal number in range; ${EXPECTED}`);
  const [, whole = "0", fraction = ""] = parts;
  const value = Number(Number(`${whole}.${fraction}0`).toFixed(FRACTION_DIGITS));
  if (value === 0) return err(`${quoted(token)} is zero; ${EXPECTED}`);
  const remarks = [
    ...(/^0[0-9]/u.test(token) ? [`leading zeros in ${quoted(token)}: read as decimal`] : []),
    ...(fraction.length > FRACTION_DIGITS ? [`${quoted(token)} rounded to ${FRACTION_DIGITS} decimal places`] : []),
  ];
  return ok({ value, quirk: remarks.join("; ") });
}
