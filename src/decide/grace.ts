import { after, type EpochSeconds, type Seconds, seconds } from "../model/units.ts";

/** When a stop that has until `end` becomes fast: the graceful part leaves time for the fast one, and is never less than half of a short grace period. */
export function fastAt(
  now: EpochSeconds,
  end: EpochSeconds,
  { fastTimeout }: { readonly fastTimeout: Seconds },
): EpochSeconds {
  const whole = end - now;
  return after(now, seconds(Math.max(whole / 2, whole - fastTimeout)));
}

export const least = (a: EpochSeconds, b: EpochSeconds): EpochSeconds => (a < b ? a : b);
