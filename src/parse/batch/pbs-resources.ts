import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytesFromBytes, type Seconds, seconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

const bytesIn: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };

/** PBS size: `16gb`, `16777216kb`, `512mw` (words of 8 bytes), bare bytes; powers of 1024. */
export function parsePbsSize(text: string): Result<Mebibytes, string> {
  const match = /^([0-9]{1,15})([kmgtp]?)([bw]?)$/iu.exec(text);
  const factor = bytesIn[(match?.[2] ?? "?").toLowerCase()];
  if (match === null || factor === undefined) return err(`expected a size such as 16gb, found ${quoted(text)}`);
  return ok(mebibytesFromBytes(Number(match[1]) * factor * (match[3]?.toLowerCase() === "w" ? 8 : 1)));
}

/** PBS duration: `SS`, `MM:SS`, `HH:MM:SS` with hours beyond 24, Torque's `DD:HH:MM:SS`; fractions are dropped. */
export function parsePbsDuration(text: string): Result<Seconds, string> {
  if (!/^[0-9]{1,9}(?::[0-9]{1,9}){0,3}(?:\.[0-9]{1,9})?$/u.test(text))
    return err(`expected HH:MM:SS or seconds, found ${quoted(text)}`);
  const fields = text.replace(/\..*$/u, "").split(":").map(Number).reverse();
  const [second = 0, minute = 0, hour = 0, day = 0] = fields;
  return ok(seconds(((day * 24 + hour) * 60 + minute) * 60 + second));
}
