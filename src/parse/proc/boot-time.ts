import { type EpochSeconds, epochSeconds } from "../../model/units.ts";

/** The line `btime` of /proc/stat: when the kernel started. null when there is none that makes sense. */
export function parseBootTime(stat: string): EpochSeconds | null {
  const digits = /^btime ([0-9]{1,12})\r?$/mu.exec(stat)?.[1];
  // 0 is what a kernel without a set clock says.
  return digits === undefined || Number(digits) === 0 ? null : epochSeconds(Number(digits));
}

/** The first number of /proc/uptime: seconds since the kernel started, suspended time included. */
export function parseUptime(uptime: string): number | null {
  const digits = /^([0-9]{1,12}(?:\.[0-9]{1,9})?)(?:\s|$)/u.exec(uptime)?.[1];
  return digits === undefined ? null : Number(digits);
}
