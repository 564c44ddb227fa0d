import { makeDirectories } from "../host/make-directories.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";

/** Makes a directory for us alone, and those above it; `fix`: where somebody might want it instead. */
export function ownDirectory(path: string, subject: string, fix: string): Result<null, Failure> {
  try {
    makeDirectories(path, 0o700);
    return ok(null);
  } catch (error) {
    return err(failure("WORK_DIRECTORY", subject, `it cannot be made: ${readFailureOf(error).what}`, fix));
  }
}
