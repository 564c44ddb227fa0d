import { type Failure, failure } from "../model/failure.ts";
import { type Named, prefer, type Source, type Sourced, sourced } from "../model/provenance.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { SettingRow } from "../model/settings/row.ts";
import { type SettingName, type Settings, settingsTable } from "../model/settings.ts";
import { parseSettingValue } from "../parse/setting-value.ts";
import { closest } from "./closest.ts";

/** One value as somebody wrote it; layers are tried in order of precedence, the strongest first. */
export interface WrittenValue {
  readonly name: string;
  readonly text: string;
  readonly source: Source;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Things that are probably mistakes but stop nothing, e.g. a name that is in no row. */
  readonly warnings: readonly string[];
}

const rows: Readonly<Record<string, SettingRow>> = settingsTable;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys of the table is exactly the union of its names
export const settingNames = Object.keys(settingsTable) as readonly SettingName[];

/**
 * Written values of all layers, the strongest first (options, --set, environment, file), become one typed value a
 * setting that keeps what it overrode. Every broken value is reported, not only the first.
 */
export function resolveSettings(
  layers: readonly (readonly WrittenValue[])[],
): Result<ResolvedSettings, readonly Failure[]> {
  const problems: Failure[] = [];
  const warnings: string[] = [];
  const found = new Map<string, Sourced<unknown>[]>();
  const extra = new Map<string, Sourced<string>>();
  for (const { name, text, source } of layers.flatMap((layer) => layer.toReversed())) {
    // A name like `constructor` is in every object.
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (row === undefined) {
      if (!extra.has(name)) extra.set(name, sourced(text, source));
      const close = closest(name, settingNames);
      warnings.push(
        `${name} is not a setting of glidein${close === null ? "" : `; did you mean ${close}?`} (see \`glidein help settings\`)`,
      );
      continue;
    }
    const value = parseSettingValue(row.type, text);
    if (value.ok) found.set(name, [...(found.get(name) ?? []), sourced(value.value, source)]);
    else if (source.kind === "environment" && !source.name.startsWith("GLIDEIN"))
      // The site sets it for other programs; what it says to them is no order to us.
      warnings.push(`${source.name} in the environment is not used: expected ${value.error.expected}`);
    else problems.push(badValue(name, row, text, source, value.error.expected));
  }
  if (problems.length > 0) return err(problems);
  const resolved = settingNames.map((name) => [name, resolve(name, found.get(name) ?? [])] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every row of the table got a value of its own type just above
  const settings = { ...Object.fromEntries(resolved), extra: Object.fromEntries(extra) } as unknown as Settings;
  return ok({ settings, warnings });
}

function resolve(name: SettingName, candidates: readonly Sourced<unknown>[]): Sourced<unknown> {
  const row = settingsTable[name];
  const byDefault: Named = { name, sourced: sourced<unknown>(row.default, { kind: "default", setting: name }) };
  return prefer(...candidates.map((candidate) => ({ name, sourced: candidate })), byDefault) ?? byDefault.sourced;
}

function badValue(name: string, row: SettingRow, text: string, source: Source, expected: string): Failure {
  const shown =
    row.secret === true
      ? "its value"
      : `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`.replaceAll(/\p{Cc}/gu, "\u{fffd}");
  const where = placeOf(source);
  return failure(
    "SETTING_INVALID",
    `${name}${where}`,
    `${shown} is not a value of this setting`,
    `Give ${name} ${expected}. ${row.doc}`,
    { expected },
  );
}

function placeOf(source: Source): string {
  switch (source.kind) {
    case "option":
      return ` (option ${source.flag})`;
    case "set":
      return " (--set)";
    case "environment":
      return ` (environment variable ${source.name})`;
    case "file":
      return ` (${source.path}${source.line === undefined ? "" : `, line ${source.line}`})`;
    case "default":
    case "feature":
    case "probe":
    case "rule":
      return "";
    default:
      return source satisfies never;
  }
}
