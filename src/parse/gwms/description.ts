import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { stagedFileName } from "./file-name.ts";
import { atLine, readLines } from "./text-lines.ts";

/** What a part of a staging area has: kind of file (`signature`, `file_list`, …) → name of the file. */
export type Description = ReadonlyMap<string, string>;

/** `kind \tname` lines of a `description.*.cfg`; all of it or nothing, because everything else is found through it. */
export function readDescription(text: string): Result<Description, Refusal> {
  const read = readLines(text);
  if (!read.ok) return read;
  const files = new Map<string, string>();
  for (const { text: line, number } of read.value.lines) {
    const [, kind, name] = /^([A-Za-z0-9_.-]{1,200})[ \t]+(\S+)[ \t]*$/u.exec(line) ?? [];
    if (kind === undefined || name === undefined)
      return err(refusal(atLine(number), "not a kind and a file name", "KIND, a tab, NAME"));
    const checked = stagedFileName(name);
    if (!checked.ok) return err({ ...checked.error, where: atLine(number) });
    if (files.has(kind)) return err(refusal(atLine(number), "the kind occurs twice", "each kind once"));
    files.set(kind, name);
  }
  return ok(files);
}
