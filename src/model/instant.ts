import { type EpochSeconds, epochSeconds } from "./units.ts";

/** Parts of a moment in UTC (proleptic Gregorian calendar). */
export interface CivilInstant {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const secondsOfDay = 86_400;
const daysOfEra = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const epochShift = 719_468;
/** 9999-12-31T23:59:59Z, the last moment that certificates and RFC 3339 can write. */
export const lastInstant = 253_402_300_799;

/** Seconds since 1970 of a moment; null when the parts name none (month 13, 30 February, second 60). */
export function instantOf(parts: CivilInstant): EpochSeconds | null {
  const { year, month, day, hour, minute, second } = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  // Years counted from March, so that the leap day is the last one.
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * daysOfEra + dayOfEra - epochShift;
  return epochSeconds(days * secondsOfDay + hour * 3600 + minute * 60 + second);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `2026-11-23T00:00:00Z`; what no calendar of four-digit years can show stays a number of seconds. */
export function describeInstant(at: number): string {
  const whole = Math.floor(at);
  if (!Number.isFinite(at) || whole < -62_167_219_200 || whole > lastInstant) return `${at} s since 1970`;
  const days = Math.floor(whole / secondsOfDay) + epochShift;
  const era = Math.floor(days / daysOfEra);
  const dayOfEra = days - era * daysOfEra;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const second = whole - Math.floor(whole / secondsOfDay) * secondsOfDay;
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(twoDigits).join(":");
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}T${clock}Z`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");
