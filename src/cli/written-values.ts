import { settingNames, type WrittenValue } from "../decide/settings.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { SettingRow } from "../model/settings/row.ts";
import { settingsTable } from "../model/settings.ts";
import { parseSettingsFile } from "../parse/settings-file.ts";

/** Options of the command line that set a value, as commander hands them over. */
export function optionValues(options: Readonly<Record<string, unknown>>): readonly WrittenValue[] {
  return settingNames.flatMap((name) => {
    const row: SettingRow = settingsTable[name];
    const given = row.flag === undefined ? undefined : options[optionKey(row.flag)];
    if (row.flag === undefined || given === undefined) return [];
    return [
      {
        name,
        text: typeof given === "string" ? given : JSON.stringify(given),
        source: { kind: "option", flag: row.flag },
      } as const,
    ];
  });
}

/** `--set NAME=VALUE`. */
export function assignedValue(assignment: string): Result<readonly WrittenValue[], Failure> {
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

/** The setting's own name counts in the environment, and the extra names of its row before it. */
export function environmentValues(env: Readonly<Record<string, string>>): readonly WrittenValue[] {
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

/** What the file `path` of settings says; `text` is its content. */
export function fileValues(path: string, text: string): Result<readonly WrittenValue[], readonly Failure[]> {
  const parsed = parseSettingsFile(text);
  if (!parsed.ok) {
    const fix = "Correct the file; it is TOML with one NAME = VALUE a setting (see `glidein help settings`).";
    return err(
      parsed.error.map(({ line, problem }) =>
        failure("SETTING_INVALID", line === null ? path : `${path}, line ${line}`, problem, fix),
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

/** commander's name of an option's value: `--ready-timeout` → `readyTimeout`. */
const optionKey = (flag: string): string =>
  flag.replace(/^--/u, "").replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
