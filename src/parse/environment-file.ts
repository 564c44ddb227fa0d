import { err, ok, type Result } from "../model/result.ts";

/**
 * `NAME=VALUE` entries, separated by NUL bytes if the text has any (`env -0`, `/proc/PID/environ`), else by newlines.
 * Empty entries are skipped; everything else must be an assignment. The last of two equal names counts.
 */
export function parseEnvironmentFile(
  text: string,
): Result<Readonly<Record<string, string>>, { readonly line: number; readonly problem: string }> {
  const entries = text.includes("\0") ? text.split("\0") : text.split("\n");
  const env: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [index, entry] of entries.entries()) {
    if (entry.trim() === "") continue;
    const equals = entry.indexOf("=");
    if (equals < 1) return err({ line: index + 1, problem: "is not NAME=VALUE" });
    env[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return ok({ ...env });
}
