import { readFileSync } from "node:fs";
import { resolveSettings, settingNames, type WrittenValue } from "../decide/settings.ts";
import type { Host } from "../host/host.ts";
import { LiveHost } from "../host/live-host.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { TreeHost } from "../host/tree-host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { SettingRow } from "../model/settings/row.ts";
import { type Settings, settingsTable } from "../model/settings.ts";
import { parseEnvironmentFile } from "../parse/environment-file.ts";
import { parseSettingsFile } from "../parse/settings-file.ts";

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
  /** Text of the facts document to replay. */
  readonly factsText: string | null;
  /** 0–99; null: drawn. */
  readonly draw: number | null;
}

/** Options of a command become a host and settings, or every problem with them at once. */
export function openContext(
  options: LookOptions,
  processEnv: Readonly<Record<string, string>>,
  /** Values that everything else overrides, such as a profile's. */
  base: readonly WrittenValue[] = [],
): Result<Context, readonly Failure[]> {
  const problems: Failure[] = [];
  const take = <T>(result: Result<T, Failure>, otherwise: T): T => {
    if (result.ok) return result.value;
    problems.push(result.error);
    return otherwise;
  };
  const env = take(readEnvironment(options, processEnv), {});
  const now = take(wholeNumber("--now", options.now), null);
  const seed = take(wholeNumber("--seed", options.seed), null);
  const factsText = options.facts === undefined ? null : take(readInput("--facts", options.facts), "");
  const file = options.config === undefined ? [] : take(readSettings(options.config), []);
  const set = (options.set ?? []).flatMap((assignment) => take(readAssignment(assignment), []));
  const resolved = resolveSettings([optionValues(options), set, environmentValues(env ?? {}), file, base]);
  if (!resolved.ok) problems.push(...resolved.error);
  if (problems.length > 0 || !resolved.ok) return err(problems);
  return ok({
    host: openHost(options, env, now),
    ...resolved.value,
    factsText,
    draw: seed === null ? null : seed % 100,
  });
}

function openHost(options: LookOptions, env: Readonly<Record<string, string>> | null, now: number | null): Host {
  const clock = now === null ? {} : { now };
  if (options.root !== undefined && options.root !== "/")
    return new TreeHost({ root: options.root, ...(env === null ? {} : { env }), ...clock });
  // An environment or facts of another node with the files of this one would be a mixture of two.
  if (options.envFile !== undefined || options.facts !== undefined)
    return new TreeHost({ root: options.root ?? "/nonexistent", env: env ?? {}, ...clock });
  return new LiveHost({ env: env ?? {}, ...clock });
}

/** null: leave it to the recording in the tree. */
function readEnvironment(
  options: LookOptions,
  processEnv: Readonly<Record<string, string>>,
): Result<Readonly<Record<string, string>> | null, Failure> {
  if (options.envFile === undefined)
    return ok(options.root === undefined && options.facts === undefined ? processEnv : null);
  const text = readInput("--env-file", options.envFile);
  if (!text.ok) return text;
  const parsed = parseEnvironmentFile(text.value);
  if (parsed.ok) return parsed;
  return err(
    failure(
      "USAGE",
      `${options.envFile}, line ${parsed.error.line}`,
      parsed.error.problem,
      "Write one NAME=VALUE a line, or separate them by NUL bytes as `env -0` does.",
    ),
  );
}

function readSettings(path: string): Result<readonly WrittenValue[], Failure> {
  const text = readInput("--config", path);
  if (!text.ok) return text;
  const parsed = parseSettingsFile(text.value);
  if (!parsed.ok) {
    const place = parsed.error.line === null ? path : `${path}, line ${parsed.error.line}`;
    return err(
      failure(
        "SETTING_INVALID",
        place,
        parsed.error.problem,
        "Correct the file; it is TOML with one NAME = VALUE a setting (see `glidein help settings`).",
      ),
    );
  }
  return ok(
    parsed.value.map(({ name, text: value, line }) => ({
      name,
      text: value,
      source: { kind: "file", path, ...(line === null ? {} : { line }), key: name },
    })),
  );
}

function readAssignment(assignment: string): Result<readonly WrittenValue[], Failure> {
  const equals = assignment.indexOf("=");
  const name = assignment.slice(0, equals);
  if (equals < 1 || !/^[A-Za-z_][A-Za-z0-9_.]{0,127}$/u.test(name)) {
    return err(
      failure(
        "USAGE",
        `--set ${JSON.stringify(assignment.slice(0, 60))}`,
        "is not NAME=VALUE",
        "Write --set NAME=VALUE, for example --set GLIDEIN_CPUS=4.",
      ),
    );
  }
  return ok([{ name, text: assignment.slice(equals + 1), source: { kind: "set", name } }]);
}

function optionValues(options: LookOptions): readonly WrittenValue[] {
  return settingNames.flatMap((name) => {
    const row: SettingRow = settingsTable[name];
    const given = row.flag === undefined ? undefined : options[optionKey(row.flag)];
    if (row.flag === undefined || given === undefined) return [];
    return [
      {
        name,
        text: typeof given === "string" ? given : String(given),
        source: { kind: "option", flag: row.flag },
      } as const,
    ];
  });
}

/** The setting's own name counts in the environment, and the extra names of its row before it. */
function environmentValues(env: Readonly<Record<string, string>>): readonly WrittenValue[] {
  return settingNames.flatMap((setting) => {
    const row: SettingRow = settingsTable[setting];
    return [...(row.environment ?? []), setting].toReversed().flatMap((name) => {
      const text = env[name];
      // An empty variable is how scripts say "not set".
      return text === undefined || text === ""
        ? []
        : [{ name: setting, text, source: { kind: "environment", name } } as const];
    });
  });
}

/** commander's name of an option's value: `--ready-timeout` → `readyTimeout`. */
export const optionKey = (flag: string): string =>
  flag.replace(/^--/u, "").replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());

export function wholeNumber(flag: string, text: string | undefined): Result<number | null, Failure> {
  if (text === undefined) return ok(null);
  return /^[0-9]{1,15}$/u.test(text)
    ? ok(Number(text))
    : err(
        failure(
          "USAGE",
          `${flag} ${JSON.stringify(text.slice(0, 40))}`,
          "is not a whole number",
          `Give ${flag} a number, for example ${flag} ${flag === "--now" ? "1800000000" : "7"}.`,
        ),
      );
}

function readInput(flag: string, path: string): Result<string, Failure> {
  try {
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return err(
      failure(
        "INPUT_UNREADABLE",
        `${flag} ${path}`,
        `cannot be read: ${readFailureOf(error).what}`,
        `Give ${flag} a file that exists and that you may read.`,
      ),
    );
  }
}
