import { parse, TomlError } from "smol-toml";
import { err, ok, type Result } from "../model/result.ts";

export interface WrittenSetting {
  readonly name: string;
  readonly text: string;
  readonly line: number | null;
}

/** A configuration file as it was written: TOML, names as keys at the top level, scalars or arrays of words. */
export function parseSettingsFile(
  text: string,
): Result<readonly WrittenSetting[], { readonly line: number | null; readonly problem: string }> {
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    // smol-toml throws for every malformed document; its first line names the problem, the rest draws the place.
    const line = error instanceof TomlError ? error.line : null;
    const problem = error instanceof Error ? (error.message.split("\n")[0] ?? "is not TOML") : "is not TOML";
    return err({ line, problem });
  }
  const written: WrittenSetting[] = [];
  for (const [name, value] of Object.entries(document)) {
    const text_ = textOf(value);
    if (text_ === null)
      return err({
        line: lineOf(text, name),
        problem: `${name} is neither a word, a number, a truth value nor a list of words`,
      });
    written.push({ name, text: text_, line: lineOf(text, name) });
  }
  return ok(written);
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

/** The first line that begins with the name; a key may also be quoted. */
function lineOf(text: string, name: string): number | null {
  const index = text.split("\n").findIndex((line) => {
    const trimmed = line.trimStart();
    return [name, `"${name}"`, `'${name}'`].some(
      (key) => trimmed.startsWith(key) && /^\s*=/u.test(trimmed.slice(key.length)),
    );
  });
  return index < 0 ? null : index + 1;
}
