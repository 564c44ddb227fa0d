import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";

const expected = "printable ASCII without blanks and slashes, at most 200 characters";

/**
 * The name of a file of a staging area, which is at once the last segment of a URL and the name of a local file: one
 * segment that no shell, server or file system takes for something else.
 */
export function stagedFileName(text: string): Result<string, Refusal> {
  if (text.length > 200 || !/^[!-.0-~]+$/u.test(text)) return err(refusal("", "not the name of a file", expected));
  if (text === "." || text === "..") return err(refusal("", "a directory, not a file", expected));
  return ok(text);
}

/** A directory below the work directory, for an archive: `lib/python/htchirp`. */
export function stagedDirectory(text: string): Result<string, Refusal> {
  const segments = text.split("/");
  for (const segment of segments) {
    const name = stagedFileName(segment);
    if (!name.ok) return err(refusal("", "not a path below the work directory", "names separated by single slashes"));
  }
  return segments.length <= 16 ? ok(text) : err(refusal("", "a path that is too deep", "at most 16 directories"));
}
