import { parse, TomlDate, TomlError } from "smol-toml";
import { err, ok, type Result } from "../model/result.ts";
import { isObject } from "./shape.ts";

export type TomlScalar = string | number | boolean;

/** What stands under one key of a TOML document that is not a table of further keys. */
export interface TomlEntry {
  readonly path: readonly string[];
  /** `table`: the heading of a table, whose keys are entries of their own. `other`: a date, or lists in lists. */
  readonly value:
    | { readonly kind: "scalar"; readonly scalar: TomlScalar }
    | { readonly kind: "list"; readonly items: readonly TomlScalar[] }
    | { readonly kind: "table" }
    | { readonly kind: "other" };
  /** Of the key, or of the table's heading. */
  readonly line: number | null;
}

export interface TomlProblem {
  readonly line: number | null;
  readonly problem: string;
}

/** A whole TOML document as its keys with their places. */
export function parseTomlEntries(text: string): Result<readonly TomlEntry[], TomlProblem> {
  const document = parseToml(text);
  if (!document.ok) return document;
  const lines = linesOf(text);
  return ok(entriesIn(document.value, [], (path) => lines.get(keyOf(path)) ?? null));
}

export function parseToml(text: string): Result<Readonly<Record<string, unknown>>, TomlProblem> {
  try {
    const document = parse(text, { maxDepth: deepest });
    // The parser counts brackets; a key with dots goes as deep as it likes.
    return isDeeper(document)
      ? err({ line: null, problem: `has a key of more than ${longestKey} parts` })
      : ok(document);
  } catch (error) {
    // smol-toml throws for every malformed document; its first line names the problem, the rest draws the place.
    const line = error instanceof TomlError ? error.line : null;
    const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return err({ line, problem: `is not TOML: ${said.replace(/^Invalid TOML document: /u, "")}` });
  }
}

const deepest = 20;
/** Parts of a key; everything that goes down a document goes down its keys. */
const longestKey = 100;

const isNested = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof TomlDate);

function isDeeper(document: unknown): boolean {
  let level: readonly unknown[] = [document];
  for (let depth = 0; depth <= longestKey && level.length > 0; depth += 1)
    level = level.flatMap((value) => (isNested(value) ? Object.values(value) : []));
  return level.some(isNested);
}

function entriesIn(
  table: Readonly<Record<string, unknown>>,
  above: readonly string[],
  lineOf: (path: readonly string[]) => number | null,
): readonly TomlEntry[] {
  return Object.entries(table).flatMap(([key, value]): readonly TomlEntry[] => {
    const path = [...above, key];
    const line = lineOf(path);
    const scalar = scalarOf(value);
    if (scalar !== null) return [{ path, value: { kind: "scalar", scalar }, line }];
    if (Array.isArray(value)) {
      const items = value.map(scalarOf);
      const whole = items.every((item) => item !== null);
      return [{ path, value: whole ? { kind: "list", items } : { kind: "other" }, line }];
    }
    if (!isObject(value) || value instanceof TomlDate) return [{ path, value: { kind: "other" }, line }];
    return [{ path, value: { kind: "table" }, line }, ...entriesIn(value, path, lineOf)];
  });
}

function scalarOf(value: unknown): TomlScalar | null {
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

const keyOf = (path: readonly string[]): string => path.join("\0");

/** The parser keeps no places; the first line that looks like a key's, or like the heading of its table, is shown. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const note = (path: readonly string[], line: number): void => {
    if (path.length > 0 && !lines.has(keyOf(path))) lines.set(keyOf(path), line);
  };
  let heading: readonly string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const table = /^\s*\[\[?\s*([^\]]{1,512}?)\s*\]/u.exec(line)?.[1];
    const key =
      /^\s*((?:[\w-]{1,128}|"[^"]{0,256}"|'[^']{0,256}')(?:\s*\.\s*(?:[\w-]{1,128}|"[^"]{0,256}"|'[^']{0,256}'))*)\s*=/u.exec(
        line,
      )?.[1];
    if (table !== undefined && key === undefined) {
      heading = partsOf(table);
      for (let length = 1; length <= Math.min(heading.length, longestKey); length += 1)
        note(heading.slice(0, length), index + 1);
    } else if (key !== undefined) {
      const path = [...heading, ...partsOf(key)];
      for (let length = heading.length + 1; length <= Math.min(path.length, longestKey); length += 1)
        note(path.slice(0, length), index + 1);
    }
  }
  return lines;
}

const partsOf = (key: string): readonly string[] =>
  [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/gu)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");
