import { createReadStream } from "node:fs";
import { join } from "node:path";
import { readFailureOf } from "../../host/read-failure.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { stagedFileName } from "../../parse/gwms/file-name.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { Meter } from "./object-cache.ts";

/** A file of a directory that is published, as a manifest describes it. */
export async function publishFile(
  directory: string,
  name: string,
): Promise<Result<{ readonly file: string; readonly sha256: string; readonly bytes: number }, Failure>> {
  const checked = stagedFileName(name);
  if (!checked.ok)
    return err(
      failure(
        "USAGE",
        name.slice(0, 80),
        describeRefusal(checked.error),
        "Put the file into the directory and give its name.",
      ),
    );
  const meter = new Meter();
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(join(directory, name));
    for await (const chunk of chunks) meter.add(chunk);
  } catch (error) {
    return err(
      failure("INPUT_UNREADABLE", join(directory, name), readFailureOf(error).what, "Put the file into the directory."),
    );
  }
  return ok({ file: name, sha256: meter.measured.sha256, bytes: meter.bytes });
}
