import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

/** Decimal digits only; a sign, a blank, an exponent or a fraction is not guessed at. */
export function parseWholeNumber(text: string, min: number, max: number): Result<number, string> {
  const value = /^[0-9]{1,15}$/u.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max
    ? ok(value)
    : err(`expected a whole number from ${min} to ${max}, found ${quoted(text)}`);
}
