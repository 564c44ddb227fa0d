import { err, ok, type Result } from "../model/result.ts";
import type { SettingType } from "../model/settings/row.ts";

type Parsed = Result<string | number | boolean | readonly string[], { readonly expected: string }>;

const booleans = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["on", true],
  ["false", false],
  ["no", false],
  ["0", false],
  ["off", false],
]);

/** Text of an option, a variable or a file as the value of a setting. All of it, or what was expected instead. */
export function parseSettingValue(type: SettingType, text: string): Parsed {
  // A control character is never meant, and would travel into files and ads.
  if (/\p{Cc}/u.test(text)) return err({ expected: `${expectation(type)}, without control characters` });
  const value = parseKind(type, text);
  return value === null ? err({ expected: expectation(type) }) : ok(value);
}

function parseKind(type: SettingType, text: string): string | number | boolean | readonly string[] | null {
  const word = text.trim();
  switch (type.kind) {
    case "string":
      return type.pattern === undefined || type.pattern.test(text) ? text : null;
    case "path":
      return text === "" ? null : text;
    case "boolean":
      return booleans.get(word.toLowerCase()) ?? null;
    case "integer":
      return within(type, /^-?[0-9]{1,15}$/u.test(word) ? Number(word) : null);
    case "number":
      return within(type, /^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$/u.test(word) ? Number(word) : null);
    case "seconds":
      return within(type, parseDuration(word));
    case "mebibytes":
      return within(type, parseMebibytes(word));
    case "list":
      return word === "" ? [] : word.split(",").map((item) => item.trim());
    case "choice":
      return type.choices.find((choice) => choice.toLowerCase() === word.toLowerCase()) ?? null;
    default:
      return type satisfies never;
  }
}

function within(range: { readonly min?: number; readonly max?: number }, value: number | null): number | null {
  if (
    value === null ||
    value < (range.min ?? Number.NEGATIVE_INFINITY) ||
    value > (range.max ?? Number.POSITIVE_INFINITY)
  )
    return null;
  return value;
}

const durationUnits = { s: 1, m: 60, h: 3600, d: 86400 } as const;

/** `90`, `15m`, `4h`, `2d`, `1:30:00` (hours first) or `1-02:03:04`; seconds, or null. */
export function parseDuration(text: string): number | null {
  const simple = /^([0-9]{1,12})([smhd]?)$/u.exec(text);
  if (simple?.[1] !== undefined) {
    const unit = simple[2] === "m" || simple[2] === "h" || simple[2] === "d" ? simple[2] : "s";
    return Number(simple[1]) * durationUnits[unit];
  }
  const clock = /^(?:([0-9]{1,5})-)?([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])$/u.exec(text);
  if (clock === null) return null;
  return Number(clock[1] ?? 0) * 86400 + Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4]);
}

const mebibyteUnits = { K: 1 / 1024, M: 1, G: 1024, T: 1048576 } as const;

/** A plain number is MiB; suffixes K M G T, optionally with B, in either case; whole MiB, or null. */
export function parseMebibytes(text: string): number | null {
  const match = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([KMGT])?B?$/iu.exec(text);
  if (match?.[1] === undefined) return null;
  const letter = match[2]?.toUpperCase();
  const unit = letter === "K" || letter === "G" || letter === "T" ? letter : "M";
  return Math.floor(Number(match[1]) * mebibyteUnits[unit]);
}

/** What a value of this type looks like, for error messages and the reference. */
export function expectation(type: SettingType): string {
  switch (type.kind) {
    case "string":
      return type.expected ?? "text";
    case "path":
      return "a path";
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${rangeText(type)}`;
    case "number":
      return `a number${rangeText(type)}`;
    case "seconds":
      return `a duration in seconds, or with s, m, h, d, or H:MM:SS${rangeText(type)}`;
    case "mebibytes":
      return `an amount in MiB, or with K, M, G, T${rangeText(type)}`;
    case "list":
      return "words separated by commas";
    case "choice":
      return `one of ${type.choices.join(", ")}`;
    default:
      return type satisfies never;
  }
}

function rangeText({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
