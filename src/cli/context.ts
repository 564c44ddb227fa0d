import { statSync } from "node:fs";
import type { WrittenValue } from "../decide/settings.ts";
import type { Host } from "../host/host.ts";
import { LiveHost } from "../host/live-host.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { TreeHost } from "../host/tree-host.ts";
import type { SiteTableFacts } from "../model/facts/site-table.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { lastInstant } from "../model/instant.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { parseEnvironmentFile } from "../parse/environment-file.ts";
import { parseFacts } from "../parse/facts-document.ts";
import { readInputFile } from "./input-file.ts";
import { openSite } from "./open-site.ts";
import { assignedValue, environmentValues, fileValues, optionValues } from "./written-values.ts";

type Environment = Readonly<Record<string, string>>;

/** Options that every command that looks at the node accepts, as commander hands them over. */
export interface LookOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly root?: string;
  readonly envFile?: string;
  readonly facts?: string;
  readonly now?: string;
  readonly seed?: string;
  readonly [flag: string]: unknown;
}

export interface Context {
  readonly host: Host;
  readonly settings: Settings;
  readonly warnings: readonly string[];
  /** Of `--facts`. */
  readonly facts: Facts | null;
  readonly siteTable: SiteTableFacts | null;
  /** Fixed by `--now`. */
  readonly now: number | null;
  /** 0–99; null: drawn. */
  readonly draw: number | null;
}

export interface ContextOptions {
  /** Values that everything else that was written overrides, such as a profile's. */
  readonly base?: readonly WrittenValue[];
  /** Keeps what is read, from the first question on. */
  readonly watched?: (host: Host) => Host;
  /** What was found out about the site before. */
  readonly siteTable?: SiteTableFacts | null;
}

/** Options of a command become a host and settings, or every problem with them at once. */
export async function openContext(
  options: LookOptions,
  processEnv: Environment,
  { base = [], watched = (host) => host, siteTable }: ContextOptions = {},
): Promise<Result<Context, readonly Failure[]>> {
  const problems: Failure[] = [];
  const take = <T>(result: Result<T, Failure | readonly Failure[]>, otherwise: T): T => {
    if (result.ok) return result.value;
    problems.push(...("code" in result.error ? [result.error] : result.error));
    return otherwise;
  };
  const env = options.envFile === undefined ? null : take(readEnvironment(options.envFile), {});
  const root = options.root === undefined ? null : take(readableRoot(options.root), "/nonexistent");
  const now = take(wholeNumber("--now", options.now, lastInstant), null);
  const seed = take(wholeNumber("--seed", options.seed, Number.MAX_SAFE_INTEGER), null);
  const facts = options.facts === undefined ? null : take(readFacts(options.facts), null);
  const file = options.config === undefined ? [] : take(readSettings(options.config), []);
  const set = (options.set ?? []).flatMap((assignment) => take(assignedValue(assignment), []));
  const replayed = root !== null || env !== null || options.facts !== undefined;
  const { host, remarks } = replayed
    ? openTree(root ?? "/", env, processEnv, now)
    : { host: new LiveHost({ env: processEnv, ...clock(now) }), remarks: [] };
  const layers = [optionValues(options), set, environmentValues(host.env), file, base];
  const known = siteTable ?? (facts === null ? undefined : (facts.siteTable ?? null));
  const site = await openSite(watched(host), layers, known);
  if (!site.ok) problems.push(...site.error);
  if (problems.length > 0 || !site.ok) return err(problems);
  return ok({
    ...site.value,
    warnings: [...remarks, ...site.value.warnings],
    facts,
    now,
    draw: seed === null ? null : seed % 100,
  });
}

function readFacts(path: string): Result<Facts, Failure> {
  const text = readInputFile("--facts", path);
  if (!text.ok) return text;
  const parsed = parseFacts(text.value);
  if (parsed.ok) return parsed;
  const fix = "Give the whole document that `glidein facts --format json` printed.";
  return err(failure("INPUT_UNREADABLE", `--facts ${path}`, parsed.error.problem, fix));
}

/** The environment that was given counts, else the one recorded in the tree, else ours. */
function openTree(
  root: string,
  env: Environment | null,
  inherited: Environment,
  now: number | null,
): { readonly host: Host; readonly remarks: readonly string[] } {
  const host = new TreeHost({ root, ...(env === null ? {} : { env }), inherited, ...clock(now) });
  return { host, remarks: host.problems };
}

const clock = (now: number | null): { readonly now?: number } => (now === null ? {} : { now });

function readEnvironment(path: string): Result<Environment, Failure> {
  const text = readInputFile("--env-file", path);
  if (!text.ok) return text;
  const parsed = parseEnvironmentFile(text.value);
  if (parsed.ok) return parsed;
  return err(
    failure(
      "INPUT_UNREADABLE",
      `--env-file ${path}, line ${parsed.error.line}`,
      parsed.error.problem,
      "Write one NAME=VALUE a line, or separate them by NUL bytes as `env -0` does.",
    ),
  );
}

function readSettings(path: string): Result<readonly WrittenValue[], Failure | readonly Failure[]> {
  const text = readInputFile("--config", path);
  return text.ok ? fileValues(path, text.value) : text;
}

function readableRoot(path: string): Result<string, Failure> {
  const problem = path === "" ? "is empty" : whyNoDirectory(path);
  return problem === null
    ? ok(path)
    : err(failure("INPUT_UNREADABLE", `--root ${path}`, problem, "Give --root the directory of a node's tree."));
}

function whyNoDirectory(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? null : "is not a directory";
  } catch (error) {
    return `cannot be read: ${readFailureOf(error).what}`;
  }
}

function wholeNumber(flag: string, text: string | undefined, largest: number): Result<number | null, Failure> {
  if (text === undefined) return ok(null);
  if (/^[0-9]{1,16}$/u.test(text) && Number(text) <= largest) return ok(Number(text));
  return err(
    failure(
      "USAGE",
      `${flag} ${JSON.stringify(text.slice(0, 40))}`,
      `is not a whole number from 0 to ${largest}`,
      `Give ${flag} a number, for example ${flag} ${flag === "--now" ? "1800000000" : "7"}.`,
    ),
  );
}
