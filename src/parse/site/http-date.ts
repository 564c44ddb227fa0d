import { instantOf } from "../../model/instant.ts";
import type { EpochSeconds } from "../../model/units.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that RFC 9110 §5.6.7 lets a server send today; else null. */
export function parseHttpDate(text: string): EpochSeconds | null {
  const match =
    /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT\s*$/u.exec(
      text,
    );
  if (match === null) return null;
  const [, day, month = "", year, hour, minute, second] = match;
  return instantOf({
    year: Number(year),
    month: months.indexOf(month) + 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
}
