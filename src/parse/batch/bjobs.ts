import { err, ok, type Result } from "../../model/result.ts";
import { type EpochSeconds, type Mebibytes, mebibytes, type Seconds, seconds } from "../../model/units.ts";
import { parseMonthDayTime } from "./civil-time.ts";
import { quoted } from "./quoted.ts";

/** What `bjobs -o` is asked for, in this order. */
export const bjobsFields = "start_time finish_time run_time time_left runtimelimit memlimit";
export const bjobsFormat = `${bjobsFields} delimiter='|'`;

/**
 * Where LSF's estimate of an end comes from: `L` the run limit, `E` an estimated run time, `X` an estimate that is
 * exceeded. Only the limit ends the job; without a letter it is the limit.
 */
export type LsfOrigin = "limit" | "estimate";

/** Times of one job; a field that LSF leaves empty (`-`) is null. */
export interface LsfTimes {
  readonly start: Result<EpochSeconds | null, string>;
  readonly finish: Result<{ readonly at: EpochSeconds; readonly origin: LsfOrigin } | null, string>;
  readonly ran: Result<Seconds | null, string>;
  readonly left: Result<{ readonly seconds: Seconds; readonly origin: LsfOrigin } | null, string>;
  /** `normalisedTo`: the minutes are those of another host's CPU, so ours may be more or fewer. */
  readonly limit: Result<{ readonly seconds: Seconds; readonly normalisedTo: string | null } | null, string>;
  readonly memory: Result<Mebibytes | null, string>;
}

const longestLine = 1024;
const date = "[A-Za-z]{3} +[0-9]{1,2} +[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?: +[0-9]{4})?";
/** An LSF that ignores the delimiter separates by blanks, which are also inside dates. */
const blanks = new RegExp(
  `^(-|${date})\\s+(-|${date}(?: [LEX])?)\\s+(-|[0-9]+ second\\(s\\)|[0-9:]+)\\s+(-|[0-9:]+(?: [LEX])?)\\s+(\\S+)(?:\\s+(.*))?$`,
  "u",
);

/** One line of `bjobs -noheader -o`; `near` is a time near the job's, since LSF prints no year. */
export function parseBjobs(text: string, near: EpochSeconds): Result<LsfTimes, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = (lines.find((candidate) => candidate.includes("|")) ?? lines[0])?.slice(0, longestLine);
  const fields = line?.includes("|") === true ? line.split("|") : blanks.exec(line?.trim() ?? "")?.slice(1);
  if (fields === undefined || fields.length < 5) return err(`expected ${bjobsFields}, found ${quoted(text.trim())}`);
  const [start, finish, ran, left, limit, memory] = fields.map((field) => (field ?? "").trim());
  const read = <T>(field: string | undefined, parse: (given: string) => Result<T, string>): Result<T | null, string> =>
    field === undefined || field === "" || field === "-" ? ok(null) : parse(field);
  return ok({
    start: read(start, (given) => parseMonthDayTime(given, near)),
    finish: read(finish, (given) => {
      const { rest, origin } = originOf(given);
      const at = parseMonthDayTime(rest, near);
      return at.ok ? ok({ at: at.value, origin }) : at;
    }),
    ran: read(ran, parseRunTime),
    left: read(left, (given) => {
      const { rest, origin } = originOf(given);
      const time = parseHoursMinutes(rest);
      return time.ok ? ok({ seconds: time.value, origin }) : time;
    }),
    limit: read(limit, parseRunLimit),
    memory: read(memory, parseMemoryLimit),
  });
}

function originOf(text: string): { rest: string; origin: LsfOrigin } {
  const match = /^(.*?) *([LEX])$/u.exec(text);
  return { rest: match?.[1] ?? text, origin: match?.[2] === "E" || match?.[2] === "X" ? "estimate" : "limit" };
}

function parseRunTime(text: string): Result<Seconds, string> {
  const plain = /^([0-9]{1,10})(?: second\(s\))?$/u.exec(text);
  return plain === null ? parseHoursMinutes(text) : ok(seconds(Number(plain[1])));
}

/** `H:MM` or, with LSB_HMS_TIME_FORMAT, `HH:MM:SS`. */
function parseHoursMinutes(text: string): Result<Seconds, string> {
  const match = /^([0-9]{1,7}):([0-9]{1,2})(?::([0-9]{1,2}))?$/u.exec(text);
  if (match === null) return err(`expected hours:minutes, found ${quoted(text)}`);
  return ok(seconds(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)));
}

/** `180.0` minutes, `3.0/hostA`, or `HH:MM:SS`. */
function parseRunLimit(text: string): Result<{ seconds: Seconds; normalisedTo: string | null }, string> {
  const match = /^([0-9]{1,9}(?:\.[0-9]{1,6})?)(?: min)?(?:\/ ?([A-Za-z0-9_.-]{1,255}))?$/u.exec(text);
  if (match !== null)
    return ok({ seconds: seconds(Math.floor(Number(match[1]) * 60)), normalisedTo: match[2] ?? null });
  const time = parseHoursMinutes(text);
  return time.ok ? ok({ seconds: time.value, normalisedTo: null }) : err(`expected minutes, found ${quoted(text)}`);
}

const mebibytesIn: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1_048_576 };

/** `4 G`, `4096M`. A bare number is in the site's LSF_UNIT_FOR_LIMITS, which is not ours to guess. */
function parseMemoryLimit(text: string): Result<Mebibytes, string> {
  const match = /^([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([KMGT])(?:i?B(?:ytes)?)?$/iu.exec(text);
  const factor = mebibytesIn[(match?.[2] ?? "").toUpperCase()];
  return match === null || factor === undefined
    ? err(`expected memory with its unit, found ${quoted(text)}`)
    : ok(mebibytes(Math.floor(Number(match[1]) * factor)));
}
