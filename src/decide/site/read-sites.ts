import type { SiteValue } from "../../model/facts/site-table.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { SettingRow } from "../../model/settings/row.ts";
import { settingsTable } from "../../model/settings.ts";
import { batchSigns, type Sign, type SiteKey, signs, siteKeys } from "../../model/site-keys.ts";
import { parseSettingValue } from "../../parse/setting-value.ts";
import { parseTomlEntries, type TomlEntry } from "../../parse/toml-entries.ts";
import { closest } from "../closest.ts";
import { settingNames } from "../settings.ts";
import { fits } from "./recognise-site.ts";
import type { Site } from "./site.ts";
import { textOfKey } from "./text-of-key.ts";

export interface SiteProblem {
  readonly line: number | null;
  readonly problem: string;
}

const siteName = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/u;
const rows: Readonly<Record<string, SettingRow>> = settingsTable;
const tables = [...new Set(Object.keys(siteKeys).flatMap((key) => (key.includes(".") ? [key.split(".")[0]] : [])))];
const known = [...Object.keys(siteKeys), ...tables.map(String), "doc", "when", "settings"];

/** A table of sites (docs/sites.md), whole or with everything that is wrong with it: a key that nobody reads is a mistake. */
export function readSites(path: string, text: string): Result<readonly Site[], readonly SiteProblem[]> {
  const entries = parseTomlEntries(text);
  if (!entries.ok) return err([entries.error]);
  const problems: SiteProblem[] = [];
  const sites = new Map<string, { site: Site; when: Map<Sign, readonly string[]>; values: SiteValue[] }>();
  // What stands below a key that is none is as wrong as the key, and told with it.
  let refused: readonly string[] = [];
  for (const entry of entries.value) {
    const [top = "", name, ...rest] = entry.path;
    if (refused.length > 0 && refused.every((key, index) => entry.path[index] === key)) continue;
    const refuse = (problem: string): void => {
      refused = entry.path;
      problems.push({ line: entry.line, problem });
    };
    if (top !== "site")
      refuse(`${shown(top)} is no key here${suggestion(top, ["site"])}; a site is a table [site.NAME]`);
    else if (name === undefined) {
      if (entry.value.kind !== "table") refuse("site is not a table; a site is a table [site.NAME]");
    } else if (!siteName.test(name) || name === "none" || name === "auto")
      refuse(
        `${shown(name)} cannot be the name of a site: 1-64 letters, digits, '_', '.', '-', beginning with a letter`,
      );
    else if (rest.length === 0) {
      if (entry.value.kind !== "table") refuse(`site.${name} is not a table`);
      const when = new Map<Sign, readonly string[]>();
      const values: SiteValue[] = [];
      sites.set(name, { site: { name, path, line: entry.line, doc: "", when, values }, when, values });
    } else {
      const found = sites.get(name);
      if (found === undefined) continue;
      const taken = takeKey(entry, rest, path);
      if (typeof taken === "string") refuse(`site.${name}: ${taken}`);
      else if (taken.kind === "sign") found.when.set(taken.sign, taken.patterns);
      else if (taken.kind === "value") found.values.push(taken.value);
      else if (taken.kind === "doc") sites.set(name, { ...found, site: { ...found.site, doc: taken.doc } });
    }
  }
  return problems.length > 0
    ? err(problems)
    : ok([...sites.values()].map(({ site, values }) => ({ ...site, values: imagesTogether(values) })));
}

type Taken =
  | { readonly kind: "table" }
  | { readonly kind: "doc"; readonly doc: string }
  | { readonly kind: "sign"; readonly sign: Sign; readonly patterns: readonly string[] }
  | { readonly kind: "value"; readonly value: SiteValue };

/** One key of a site, or what is wrong with it. */
function takeKey(entry: TomlEntry, rest: readonly string[], path: string): Taken | string {
  const [first = "", second, ...more] = rest;
  const { value } = entry;
  if (first === "doc" && second === undefined)
    return value.kind === "scalar" && typeof value.scalar === "string"
      ? { kind: "doc", doc: value.scalar }
      : "doc is not a text";
  if (first === "when") return second === undefined ? mustBeTable(entry, "when") : takeSign(entry, second, more);
  if (first === "settings")
    return second === undefined ? mustBeTable(entry, "settings") : takeSetting(entry, second, more, path);
  const key = rest.slice(0, tables.includes(first) && second !== undefined ? 2 : 1).join(".");
  if (tables.includes(key)) return mustBeTable(entry, key);
  const row = Object.hasOwn(siteKeys, key) ? siteKeys[key] : undefined;
  if (row === undefined) return `${shown(rest.join("."))} is no key of a site${suggestion(key, known)}`;
  if (row.kind === "images" && value.kind === "table") return { kind: "table" };
  return takeValue(entry, key, row, rest.slice(key.split(".").length), path);
}

const mustBeTable = ({ value }: TomlEntry, key: string): Taken | string =>
  value.kind === "table" ? { kind: "table" } : `${key} is not a table`;

function takeSign({ value }: TomlEntry, sign: string, more: readonly string[]): Taken | string {
  const names = Object.keys(signs);
  if (!isSign(sign) || more.length > 0)
    return `when.${shown([sign, ...more].join("."))} is no sign of a site${suggestion(sign, names)}; signs are ${names.join(", ")}`;
  const items = value.kind === "scalar" ? [value.scalar] : value.kind === "list" ? value.items : [];
  const patterns = items.filter((item) => typeof item === "string" && item !== "" && item.length <= 1024);
  if (patterns.length === 0 || patterns.length < items.length)
    return `when.${sign} is neither a text nor a list of texts`;
  const strange = patterns.map(String).find((pattern) => !canBeSeen(sign, pattern));
  if (strange !== undefined) return `when.${sign} is ${shown(strange)}; expected ${signs[sign].replace(/\.$/u, "")}`;
  return { kind: "sign", sign, patterns: patterns.map(String) };
}

/** A sign that no node can show is a mistake. */
function canBeSeen(sign: Sign, pattern: string): boolean {
  if (sign === "file") return pattern.startsWith("/");
  return sign !== "batch" || batchSigns.some((system) => fits(pattern, system));
}

const isSign = (text: string): text is Sign => Object.hasOwn(signs, text);

function takeValue(
  entry: TomlEntry,
  key: string,
  row: SiteKey,
  below: readonly string[],
  path: string,
): Taken | string {
  const text = textOfKey(row.kind, entry.value, below);
  if (!text.ok) return `${key} ${text.error}`;
  return checked({ name: row.setting, text: text.value, path, line: entry.line, key: [key, ...below].join(".") });
}

function takeSetting(entry: TomlEntry, name: string, more: readonly string[], path: string): Taken | string {
  if (more.length > 0 || !Object.hasOwn(rows, name))
    return `settings.${shown([name, ...more].join("."))} is no setting of glidein${suggestion(name, settingNames)} (see \`glidein help settings\`)`;
  const text = textOfKey("list", entry.value, []);
  if (!text.ok) return `settings.${name} ${text.error}`;
  return checked({ name, text: text.value, path, line: entry.line, key: `settings.${name}` });
}

/** The setting for images holds all of them. */
function imagesTogether(values: readonly SiteValue[]): readonly SiteValue[] {
  const images = values.filter(({ key }) => key.startsWith("container.images."));
  const [first, ...more] = images;
  if (first === undefined || more.length === 0) return values;
  const together = { ...first, key: "container.images", text: images.map(({ text }) => text).join(",") };
  return [...values.filter((value) => !images.includes(value)), together];
}

/** Where the tables are says which site it is, so that cannot come out of a table. */
const notInATable = new Set(["GLIDEIN_Sites", "GLIDEIN_Site_Table"]);

function checked(value: SiteValue): Taken | string {
  const row = rows[value.name];
  if (row === undefined || notInATable.has(value.name)) return `${value.key} cannot be set by a table of sites`;
  const parsed = parseSettingValue(row.type, value.text);
  return parsed.ok
    ? { kind: "value", value }
    : `${value.key} is ${shown(value.text)}; expected ${parsed.error.expected}`;
}

function suggestion(name: string, names: readonly string[]): string {
  const near = closest(name, names);
  return near === null ? "" : `; did you mean ${near}?`;
}

const shown = (text: string): string =>
  `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`.replaceAll(/\p{Cc}/gu, "\u{fffd}");
