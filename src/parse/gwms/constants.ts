import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { stagedDirectory, stagedFileName } from "./file-name.ts";
import { atLine, readLines } from "./text-lines.ts";

export interface Constant {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** `name \tvalue` lines of a `constants.*.cfg`. A value may have blanks inside; those at its end are cut off. */
export function readConstants(text: string): Result<readonly Constant[], Refusal> {
  const read = readLines(text);
  if (!read.ok) return read;
  const constants: Constant[] = [];
  for (const { text: line, number } of read.value.lines) {
    const [, name, value = ""] = /^([A-Za-z_][A-Za-z0-9_.:+-]{0,255})(?:[ \t]+(.*?))?[ \t\r]*$/u.exec(line) ?? [];
    if (name === undefined) return err(refusal(atLine(number), "the name is not one", "NAME, a tab, VALUE"));
    constants.push({ name, value, line: number });
  }
  return ok(constants);
}

/** `tarfile \tdirectory` lines of an `untar.*.cfg`: archive (its name in the work directory) → directory to unpack into. */
export function readUntarDirectories(text: string): Result<ReadonlyMap<string, string>, Refusal> {
  const read = readLines(text);
  if (!read.ok) return read;
  const directories = new Map<string, string>();
  for (const { text: line, number } of read.value.lines) {
    const [, file = "", directory = ""] = /^(\S+)[ \t]+(\S+)[ \t]*$/u.exec(line) ?? [];
    const name = stagedFileName(file);
    const path = stagedDirectory(directory);
    if (!name.ok || !path.ok)
      return err(
        refusal(atLine(number), "not an archive and a directory", "NAME, a tab, a path below the work directory"),
      );
    // As GlideinWMS looks it up: the first line that fits.
    if (!directories.has(name.value)) directories.set(name.value, path.value);
  }
  return ok(directories);
}

/** Hosts and addresses of a `nodes.blacklist`, each between single quotes at the beginning of a line. */
export function readBlacklist(text: string): Result<ReadonlySet<string>, Refusal> {
  const read = readLines(text.endsWith("\n") ? text : `${text}\n`);
  if (!read.ok) return read;
  return ok(new Set(read.value.lines.flatMap(({ text: line }) => /^'([^']+)'/u.exec(line)?.[1]?.toLowerCase() ?? [])));
}
