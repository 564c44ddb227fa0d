import { instantOf } from "../../model/instant.ts";
import { isObject } from "../shape.ts";

/** What the log of one rank tells of it so far. Times are epoch seconds of its own node's clock. */
export interface RankProgress {
  /** Process id on its node; null: it has not begun. */
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly name: string | null;
  readonly host: string | null;
  readonly readyAt: number | null;
  /** When it said the last that was heard. */
  readonly saidAt: number | null;
  /** Seconds that its node's clock is behind that of the launch, at most; null: nobody has compared them. */
  readonly behind: number | null;
  /** When its node is taken away; null: nothing says. */
  readonly endAt: number | null;
  readonly draining: boolean;
  readonly stopping: boolean;
  readonly ended: { readonly at: number; readonly status: number; readonly reason: string } | null;
  /** The failure that it told, in one line. */
  readonly failure: string | null;
}

export const unheard: RankProgress = {
  ...{ pid: null, startedAt: null, name: null, host: null, readyAt: null, endAt: null, saidAt: null },
  ...{ draining: false, stopping: false, ended: null, failure: null, behind: null },
};

/** One event a line; lines of anything else are of programs that were started, and the last may be half written. */
export function parseRankLog(text: string): RankProgress {
  let seen = unheard;
  for (const line of text.split("\n")) {
    const event = eventIn(line);
    if (event !== null) seen = heard({ ...seen, saidAt: timeIn(event) ?? seen.saidAt }, event);
  }
  return seen;
}

function eventIn(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && typeof value["event"] === "string" ? value : null;
  } catch {
    return null;
  }
}

function heard(seen: RankProgress, event: Record<string, unknown>): RankProgress {
  const at = timeIn(event);
  switch (event["event"]) {
    case "rank":
      return { ...seen, pid: numberOf(event["pid"]), startedAt: at, host: textOf(event["host"]) };
    case "decided":
      return { ...seen, name: textOf(event["name"]), endAt: numberOf(event["endAt"]) };
    case "startd-ready":
      return { ...seen, readyAt: at };
    case "replanned":
      return { ...seen, endAt: numberOf(event["endAt"]) };
    case "draining":
      return { ...seen, draining: true };
    case "accepting-again":
      return { ...seen, draining: false };
    case "stopping":
      return { ...seen, stopping: true };
    case "failed":
      return { ...seen, failure: describe(event["failure"]) ?? seen.failure };
    case "ended":
      return {
        ...seen,
        ended: { at: at ?? 0, status: numberOf(event["status"]) ?? 70, reason: textOf(event["reason"]) ?? "" },
      };
    default:
      return seen;
  }
}

const timeIn = (event: Record<string, unknown>): number | null => timeOf(textOf(event["time"]) ?? "");

/** `2026-11-23T06:00:00.123Z`, as our events have it. */
function timeOf(text: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z$/u.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const whole = instantOf({ year, month, day, hour, minute, second });
  return whole === null ? null : whole + Number(parts[7] ?? 0);
}

function describe(failure: unknown): string | null {
  if (!isObject(failure)) return null;
  const [subject, problem] = [textOf(failure["subject"]), textOf(failure["problem"])];
  return subject === null || problem === null ? null : `${subject}: ${problem}`;
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
