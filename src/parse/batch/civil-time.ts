import { err, ok, type Result } from "../../model/result.ts";
import { type EpochSeconds, epochSeconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

/*
 * Times printed for people, read as UTC: the commands that print them are started with TZ=UTC0, because a local time
 * without its zone means nothing elsewhere.
 */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `2026-11-23T03:07:06` (Slurm). */
export function parseIsoTime(text: string): Result<EpochSeconds, string> {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})$/u.exec(text);
  const [year, month, day, hour, minute, second] = (match ?? []).slice(1).map(Number);
  return instant(text, year, month === undefined ? undefined : month - 1, day, hour, minute, second);
}

/** `Mon Nov 23 02:57:06 2026` (ctime: PBS). */
export function parseCtime(text: string): Result<EpochSeconds, string> {
  const match = /^[A-Za-z]{3} +([A-Za-z]{3}) +([0-9]{1,2}) +([0-9]{2}):([0-9]{2}):([0-9]{2}) +([0-9]{4})$/u.exec(text);
  const [day, hour, minute, second, year] = (match ?? []).slice(2).map(Number);
  return instant(text, year, monthOf(match?.[1]), day, hour, minute, second);
}

/**
 * `Nov 23 02:57`, `Nov 23 02:57:06`, `Nov 23 02:57 2026` (LSF). Without a year, the one is taken that brings the time
 * nearest to `near`.
 */
export function parseMonthDayTime(text: string, near: EpochSeconds): Result<EpochSeconds, string> {
  const match = /^([A-Za-z]{3}) +([0-9]{1,2}) +([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?: +([0-9]{4}))?$/u.exec(text);
  const month = monthOf(match?.[1]);
  const [day, hour, minute] = (match ?? []).slice(2, 5).map(Number);
  const second = Number(match?.[5] ?? 0);
  if (match?.[6] !== undefined) return instant(text, Number(match[6]), month, day, hour, minute, second);
  const guess = 1970 + Math.floor(near / 31_556_952);
  const candidates = [guess - 1, guess, guess + 1].flatMap((year) => {
    const at = instant(text, year, month, day, hour, minute, second);
    return at.ok ? [at.value] : [];
  });
  const nearest = candidates.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0];
  return nearest === undefined ? noTime(text) : ok(nearest);
}

const monthOf = (name: string | undefined): number | undefined => {
  const place = months.indexOf((name ?? "").toLowerCase());
  return place < 0 ? undefined : place;
};

const noTime = (text: string): { ok: false; error: string } => err(`expected a date and time, found ${quoted(text)}`);

function instant(
  text: string,
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
  hour: number | undefined,
  minute: number | undefined,
  second: number | undefined,
): Result<EpochSeconds, string> {
  if (year === undefined || month === undefined || day === undefined) return noTime(text);
  if (hour === undefined || minute === undefined || second === undefined) return noTime(text);
  if (year < 1970 || month < 0 || month > 11 || day < 1 || day > daysIn(year, month)) return noTime(text);
  if (hour > 23 || minute > 59 || second > 60) return noTime(text);
  return ok(epochSeconds(((daysBefore(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second));
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  month === 1 ? (isLeap(year) ? 29 : 28) : [3, 5, 8, 10].includes(month) ? 30 : 31;

/** Days from 1970-01-01 to the first of the month (from 0). */
function daysBefore(year: number, month: number): number {
  const leaps = (until: number): number => Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400);
  let days = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
  for (let each = 0; each < month; each += 1) days += daysIn(year, each);
  return days;
}
