import { parse, TomlError } from "smol-toml";
import { err, ok, type Result } from "../model/result.ts";

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
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    // smol-toml throws for every malformed document; its first line names the problem, the rest draws the place.
    const line = error instanceof TomlError ? error.line : null;
    const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return err([{ line, problem: `is not TOML: ${said.replace(/^Invalid TOML document: /u, "")}` }]);
  }
  const entries = Object.entries(document).map(([name, value]) => ({
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
