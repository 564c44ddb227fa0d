import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { stagedFileName } from "./file-name.ts";
import { atLine, readLines } from "./text-lines.ts";

/** What a file must be, as lower-case hex. SHA-1 is what the format has; SHA-256 stands beside it where it is offered. */
export interface Digests {
  readonly sha1?: string;
  readonly sha256?: string;
}

/** File name on the server → digests. A name without a line is not signed. */
export type Signature = ReadonlyMap<string, Digests>;

/** `digest  name` lines as `sha1sum` and `sha256sum` write them; all of it or nothing. */
export function readSignature(text: string): Result<Signature, Refusal> {
  const read = readLines(text);
  if (!read.ok) return read;
  const files = new Map<string, Digests>();
  for (const { text: line, number } of read.value.lines) {
    const [, digest, name] = /^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})[ \t]+\*?(\S+)[ \t]*$/u.exec(line) ?? [];
    if (digest === undefined || name === undefined)
      return err(refusal(atLine(number), "not a digest and a file name", "40 or 64 hexadecimal digits, blanks, NAME"));
    const checked = stagedFileName(name);
    if (!checked.ok) return err({ ...checked.error, where: atLine(number) });
    const kind = digest.length === 40 ? "sha1" : "sha256";
    const known = files.get(name);
    if (known?.[kind] !== undefined && known[kind] !== digest.toLowerCase())
      return err(refusal(atLine(number), "the file has another digest in an earlier line", "one digest for a file"));
    files.set(name, { ...known, [kind]: digest.toLowerCase() });
  }
  return ok(files);
}
