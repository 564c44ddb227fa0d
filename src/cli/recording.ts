import { readdirSync } from "node:fs";
import { exitStatusOf } from "../exit.ts";
import { readFailureOf, systemCode } from "../host/read-failure.ts";
import type { RecordingHost } from "../host/recording-host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { type Output, sayFailures } from "./output.ts";

/** Files of another recording would be taken for the node's. */
export function whyNoRecording(directory: string, replayed: boolean): Failure | null {
  const subject = `--record ${directory}`;
  if (replayed)
    return failure("USAGE", subject, "nothing is read of a node when --facts are replayed", "Leave out one of them.");
  const fix = "Give --record a directory that does not exist yet, or an empty one.";
  if (directory === "") return failure("INPUT_UNREADABLE", subject, "is empty", fix);
  try {
    return readdirSync(directory).length === 0 ? null : failure("INPUT_UNREADABLE", subject, "it is not empty", fix);
  } catch (error) {
    const { code, what } = readFailureOf(error);
    return systemCode(error) === "ENOENT"
      ? null
      : failure("INPUT_UNREADABLE", subject, code === "missing" ? "it is not a directory" : what, fix);
  }
}

export function saveRecording(output: Output, recording: RecordingHost, directory: string): number {
  try {
    recording.write(directory);
    output.say(`recorded in ${directory}; replay with: glidein facts --root ${directory}`);
    return 0;
  } catch (error) {
    sayFailures(output, [
      failure(
        "INPUT_UNREADABLE",
        `--record ${directory}`,
        `cannot be written: ${readFailureOf(error).what}`,
        "Give --record a directory that you may write.",
      ),
    ]);
    return exitStatusOf("INPUT_UNREADABLE");
  }
}
