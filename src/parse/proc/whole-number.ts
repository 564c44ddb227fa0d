import { err, ok, type Result } from "../../model/result.ts";
import { printable } from "../printable.ts";

/**
 * A whole number ≥ 0 in decimal digits. Twenty digits hold every 64-bit counter; above 2^53 the value is rounded,
 * which only ever happens to "no limit" constants. The error says what was found instead.
 */
export function parseWholeNumber(text: string): Result<number, string> {
  const digits = text.trim();
  if (/^[0-9]{1,20}$/u.test(digits)) return ok(Number(digits));
  if (digits === "") return err("it is empty");
  if (/^-[0-9]+$/u.test(digits)) return err(`it is negative ("${printable(digits, 60)}")`);
  if (/^[0-9]+$/u.test(digits)) return err(`it has more than 20 digits ("${printable(digits, 60)}")`);
  return err(`it is not a whole number ("${printable(digits, 60)}")`);
}
