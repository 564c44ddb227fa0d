import { err, ok, type Result } from "../../model/result.ts";
import { type EpochSeconds, epochSeconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

/** 2000-01-01 and 2100-01-01: what lies outside is not seconds since 1970. */
const earliest = 946_684_800;
const latest = 4_102_444_800;

/** Seconds since 1970 in decimal digits. */
export function parseInstant(text: string): Result<EpochSeconds, string> {
  const at = /^[0-9]{1,12}$/u.test(text) ? Number(text) : Number.NaN;
  return at >= earliest && at <= latest
    ? ok(epochSeconds(at))
    : err(`expected seconds since 1970, found ${quoted(text)}`);
}
