import { type Command, InvalidArgumentError, Option } from "commander";
import { settingNames } from "../decide/settings.ts";
import type { SettingRow } from "../model/settings/row.ts";
import { settingsTable } from "../model/settings.ts";
import { expectation } from "../parse/setting-value.ts";

const collect = (value: string, all: readonly string[] | undefined): readonly string[] => [...(all ?? []), value];

/** Options of every command that looks at the node; those that set a value come from the rows of the settings table. */
export function addLookOptions(command: Command, listed: readonly string[]): Command {
  command
    .addOption(new Option("--config <file>", "settings from a TOML file"))
    .addOption(
      new Option(
        "--set <name=value>",
        "set one setting (repeatable); `glidein help settings` has all, and their options",
      ).argParser(collect),
    )
    .addOption(new Option("--root <dir>", "observe this tree instead of /"))
    .addOption(new Option("--env-file <file>", "this environment instead of ours"))
    .addOption(new Option("--facts <file>", "replay these facts"))
    .addOption(new Option("--now <epoch>", "pretend it is this time"))
    .addOption(new Option("--seed <n>", "fix every draw"));
  for (const name of settingNames) {
    const row: SettingRow = settingsTable[name];
    if (row.flag === undefined) continue;
    const argument = row.type.kind === "boolean" ? "" : ` <${argumentName(row)}>`;
    const option = new Option(`${row.flag}${argument}`, firstSentence(row.doc));
    // Help fits a screen: flags that matter less to this command are in `glidein help settings`.
    if (!listed.includes(row.flag)) option.hideHelp();
    command.addOption(option);
  }
  return command;
}

export function choice(choices: readonly string[]): (value: string) => string {
  return (value) => {
    if (choices.includes(value)) return value;
    throw new InvalidArgumentError(`Choose one of ${choices.join(", ")}.`);
  };
}

function argumentName(row: SettingRow): string {
  switch (row.type.kind) {
    case "path":
      return "path";
    case "seconds":
      return "time";
    case "list":
      return "a,b";
    case "integer":
    case "number":
      return "n";
    case "mebibytes":
      return "MiB";
    case "boolean":
      return "true|false";
    case "choice":
      return row.type.choices.length <= 4 ? row.type.choices.join("|") : "word";
    case "string":
      return "text";
    default:
      return row.type satisfies never;
  }
}

const firstSentence = (doc: string): string => (/^.*?[.](?=\s|$)/u.exec(doc)?.[0] ?? doc).replace(/\.$/u, "");

/** `glidein help settings`: the whole table as text, from the rows themselves. */
export function describeSettings(): string {
  return settingNames
    .map((name) => {
      const row: SettingRow = settingsTable[name];
      const ways = [
        ...(row.flag === undefined ? [] : [row.flag]),
        ...(row.environment ?? []).map((variable) => `$${variable}`),
      ];
      const heading = `${name}${ways.length === 0 ? "" : `  (${ways.join(", ")})`}`;
      const otherwise = row.default === null ? "not set" : JSON.stringify(row.default);
      return `${heading}\n    ${row.doc}\n    Takes ${expectation(row.type)}; default: ${otherwise}.\n`;
    })
    .join("\n");
}
