import { err, ok, type Result } from "../model/result.ts";
import { parseToml } from "./toml-entries.ts";

export interface WrittenSetting {
  readonly name: string;
  readonly text: string;
  readonly line: number | null;
}

export interface SettingsFileProblem {
  readonly line: number | null;
  readonly problem: string;
}

/** A configuration file as it was written: TOML, names as keys at the top level, scalars or arrays of words. */
export function parseSettingsFile(text: string): Result<readonly WrittenSetting[], readonly SettingsFileProblem[]> {
  const document = parseToml(text);
  if (!document.ok) return err([document.error]);
  const entries = Object.entries(document.value).map(([name, value]) => ({
    name,
    value: textOf(value),
    line: lineOf(text, name),
  }));
  const problems = entries.flatMap(({ name, value, line }) =>
    value === null ? [{ line, problem: `${name} is neither a word, a number, a truth value nor a list of words` }] : [],
  );
  if (problems.length > 0) return err(problems);
  return ok(entries.map(({ name, value, line }) => ({ name, text: value ?? "", line })));
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => (Array.isArray(item) ? null : textOf(item)));
    return items.every((item) => item !== null) ? items.join(",") : null;
  }
  return null;
}

/** The first line that begins with the name, as a key or as the heading of a table; a key may also be quoted. */
function lineOf(text: string, name: string): number | null {
  const keys = [name, `"${name}"`, `'${name}'`];
  const index = text.split("\n").findIndex((line) => {
    const trimmed = line.trimStart().replace(/^\[+\s*/u, "");
    return keys.some((key) => trimmed.startsWith(key) && /^\s*[=.\]]/u.test(trimmed.slice(key.length)));
  });
  return index < 0 ? null : index + 1;
}
