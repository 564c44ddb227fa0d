import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type RankReport, rankRow } from "../../decide/launch/summary.ts";
import type { Actor } from "../../host/actor.ts";
import { readFailureOf } from "../../host/read-failure.ts";
import { type Failure, type FailureCode, failureCodes } from "../../model/failure.ts";
import type { LaunchOrder, RankRow } from "../../model/launch.ts";
import { type RankProgress, unheard } from "../../parse/launch/rank-log.ts";
import { isObject } from "../../parse/shape.ts";
import { launcherLog, orderFile, rankLog, rankReport, stageDirectory } from "./rank-files.ts";

const reportBytes = 8 * 1_048_576;
/** The end of a longer log is what tells why. */
const logBytes = 262_144;
const launcherBytes = 1_048_576;

export interface Collected {
  /** Of the first glidein that failed, for the hold. */
  readonly failure: Failure | null;
  /** What could not be written or removed. */
  readonly left: readonly string[];
}

/** What became of every glidein, by its log and its report. */
export function rowsOf(
  actor: Actor,
  order: LaunchOrder,
  ranks: readonly RankProgress[],
  without: ReadonlyMap<string, string>,
): readonly RankRow[] {
  return Array.from({ length: order.nodes * order.perNode }, (_, rank) => {
    const node = Math.floor(rank / order.perNode);
    const host = order.hosts?.[node] ?? null;
    const document = readReport(actor, rankReport(order.directory, rank));
    return rankRow(
      { rank, node, local: rank % order.perNode, host, leftOut: without.get(host ?? "") ?? null },
      ranks[rank] ?? unheard,
      document === null ? null : reportOf(document),
    );
  });
}

/** Makes one file of all reports and one of all logs, line by line with the rank, and removes what they were made of. */
export function collectRanks(actor: Actor, order: LaunchOrder, rows: readonly RankRow[]): Collected {
  const { directory } = order;
  const left: string[] = [];
  let failure: Failure | null = null;
  for (const row of rows) {
    const document = readReport(actor, rankReport(directory, row.rank));
    if (row.state === "failed") failure ??= failureOf(document);
    const problem = merge(actor, order, document, row);
    if (problem !== null) left.push(problem);
  }
  trim(actor, launcherLog(directory));
  for (const path of [stageDirectory(directory), orderFile(directory)]) {
    const removed = actor.removeTree(path);
    if (!removed.ok) left.push(`${path} (${removed.error.what})`);
  }
  return { failure, left };
}

/** What the launcher said last is what tells why. */
function trim(actor: Actor, path: string): void {
  const end = actor.readTail(path, launcherBytes + 1);
  if (end.ok && end.value.length > launcherBytes) actor.writeFile(path, end.value.slice(-launcherBytes));
}

type Document = Readonly<Record<string, unknown>>;

function readReport(actor: Actor, path: string): Document | null {
  const read = actor.readTail(path, reportBytes);
  if (!read.ok) return null;
  try {
    const value: unknown = JSON.parse(read.value);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function reportOf(document: Document): RankReport | null {
  const { status, reason, jobs, left, startedAt, endedAt } = document;
  if (typeof status !== "number" || typeof startedAt !== "number" || typeof endedAt !== "number") return null;
  return {
    ...{ status, startedAt, endedAt, reason: typeof reason === "string" ? reason : "" },
    jobs: Array.isArray(jobs) ? jobs.length : 0,
    left: Array.isArray(left) ? left.map(text) : [],
  };
}

function failureOf(document: Document | null): Failure | null {
  const failure = document?.["failure"];
  if (!isObject(failure)) return null;
  const { code, subject, problem, fix } = failure;
  if (!isCode(code)) return null;
  return { code, subject: text(subject), problem: text(problem), fix: text(fix) };
}

/** What is no text in a report is shown as JSON: not every object that JSON makes can be made one otherwise. */
const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

const isCode = (code: unknown): code is FailureCode => typeof code === "string" && Object.hasOwn(failureCodes, code);

/** Logs of HTCondor are of use where something failed; of the others one line of what they did is enough. */
function merge(
  actor: Actor,
  { directory }: LaunchOrder,
  document: Document | null,
  { rank, state }: RankRow,
): string | null {
  const log = actor.readTail(rankLog(directory, rank), logBytes);
  try {
    if (document !== null) {
      const shown = state === "ended" ? { ...document, logs: undefined, plan: undefined } : document;
      appendFileSync(join(directory, "reports.ndjson"), `${JSON.stringify({ rank, ...shown })}\n`, { mode: 0o600 });
    }
    if (log.ok) appendFileSync(join(directory, "events.ndjson"), withRank(log.value, rank), { mode: 0o600 });
  } catch (error) {
    return `${directory}: the files of rank ${rank} stay: ${readFailureOf(error).what}`;
  }
  for (const path of [rankLog(directory, rank), rankReport(directory, rank)]) actor.removeTree(path);
  return null;
}

const withRank = (text: string, rank: number): string =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) =>
      line.startsWith('{"') && isJson(line)
        ? `{"rank":${rank},${line.slice(1)}\n`
        : `${JSON.stringify({ rank, text: line })}\n`,
    )
    .join("");

/** What a program said that looks like an event, and half an event, are text. */
function isJson(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}
