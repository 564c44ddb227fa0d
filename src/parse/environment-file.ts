import { err, ok, type Result } from "../model/result.ts";

export type EnvironmentProblem = { readonly line: number; readonly problem: string };
type Parsed = Result<Readonly<Record<string, string>>, EnvironmentProblem>;

/**
 * `NAME=VALUE` entries, separated by NUL bytes if the text has any (`env -0`, `/proc/PID/environ`), else by newlines.
 * Empty entries are skipped; everything else must be an assignment. The last of two equal names counts.
 */
export function parseEnvironmentFile(text: string): Parsed {
  return text.includes("\0") ? entriesOf(text.split("\0")) : entriesOf(joinFunctions(linesOf(text)));
}

function entriesOf(entries: readonly (string | null)[]): Parsed {
  const env = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    if (entry === null || entry.trim() === "") continue;
    const equals = entry.indexOf("=");
    if (equals < 1 || /\s/u.test(entry.slice(0, equals))) return err({ line: index + 1, problem: "is not NAME=VALUE" });
    env.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return ok(Object.fromEntries(env));
}

/** Lines without what an editor adds: carriage returns when every line has one, and lines that are comments. */
function linesOf(text: string): readonly (string | null)[] {
  const lines = text.split("\n");
  const written = lines.filter((line) => line !== "");
  const dos = written.length > 0 && written.every((line) => line.endsWith("\r"));
  return lines.map((line) => (line.startsWith("#") ? null : dos ? line.slice(0, -1) : line));
}

/**
 * `env` prints the shell functions that module systems export over several lines, up to a closing brace. The lines
 * that were joined leave `null`, so that places stay right.
 */
function joinFunctions(lines: readonly (string | null)[]): readonly (string | null)[] {
  const joined: (string | null)[] = [];
  let open: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (open === null) {
      joined.push(line);
      const begins = line !== null && /^BASH_FUNC_[^=]*=\(\) \{/u.test(line) && !line.endsWith("}");
      if (begins && lines.indexOf("}", index) > 0) open = index;
      continue;
    }
    joined[open] = `${joined[open] ?? ""}\n${line ?? ""}`;
    joined.push(null);
    if (line === "}") open = null;
  }
  return joined;
}
