import type { Unknown } from "../../model/facts/fence.ts";
import { printable } from "../printable.ts";

export interface OsRelease {
  readonly id: string | null;
  readonly version: string | null;
  readonly name: string | null;
  readonly unknown: readonly Unknown[];
}

const maxValue = 200;

/**
 * os-release(5): assignments in a small subset of shell syntax. Nothing is expanded; a line that would need a shell
 * (`$`, a backquote, an open quote) is refused by itself. The last of two equal names counts, as in a shell.
 */
export function parseOsRelease(text: string): OsRelease {
  const values = new Map<string, string>();
  const unknown: Unknown[] = [];
  for (const line of text
    .replace(/^\ufeff/u, "")
    .split("\n")
    .slice(0, 1000)) {
    const assignment = line.trim();
    if (assignment === "" || assignment.startsWith("#")) continue;
    const [, name, raw] = /^([A-Za-z_][A-Za-z0-9_]{0,63})=(.*)$/u.exec(assignment) ?? [];
    const value = raw === undefined ? null : unquoted(raw);
    if (name === undefined || value === null) {
      unknown.push({
        what: name ?? "a line",
        why: `"${printable(assignment, 60)}" is not NAME=VALUE with closed quotes`,
      });
    } else values.set(name, value);
  }
  const get = (name: string): string | null => {
    const value = values
      .get(name)
      ?.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?")
      .slice(0, maxValue);
    return value === undefined || value === "" ? null : value;
  };
  return { id: get("ID"), version: get("VERSION_ID"), name: get("PRETTY_NAME") ?? get("NAME"), unknown };
}

function unquoted(raw: string): string | null {
  const single = /^'([^']*)'$/u.exec(raw)?.[1];
  if (single !== undefined) return single;
  // In double quotes a backslash escapes only what the shell treats specially there.
  const double = /^"((?:[^"\\$`]|\\.)*)"$/u.exec(raw)?.[1];
  if (double !== undefined) return double.replaceAll(/\\(["\\$`])/gu, "$1");
  return /^[^\s'"\\$`;&|<>()]*$/u.test(raw) ? raw : null;
}
