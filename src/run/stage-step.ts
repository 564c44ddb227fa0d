import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript, type ScriptEnd } from "../apply/custom-scripts/run-script.ts";
import { cannotWrite } from "../apply/work-directory.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { makeClaimed } from "../host/own-claim.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { ManifestStep } from "../parse/manifest/manifest.ts";
import type { NativeStageRequest } from "./native-stage.ts";

/** Runs one step in a directory that is gone afterwards; `setting NAME=VALUE` lines of it are settings. */
export async function runStep(
  { host, stop, say }: NativeStageRequest,
  step: ManifestStep,
  program: string,
  values: readonly WrittenValue[],
): Promise<Result<readonly WrittenValue[], Failure>> {
  const made = makeStepDirectory(host.env["TMPDIR"] ?? tmpdir(), step.file.name, program);
  if (!made.ok) return made;
  const { directory, path } = made.value;
  try {
    let said = "";
    const end = await runScript({
      argv: [path],
      directory,
      env: { ...host.env, ...Object.fromEntries(values.map(({ name, text }) => [name, text])) },
      deadlineMs: step.limit * 1000,
      signal: stop,
      say: (stream, text) => {
        if (stream === "stdout") said += text;
        else say(text.trimEnd());
      },
    });
    const place = `step ${step.file.name}`;
    const failed = failureOf(place, step, end);
    return failed === null ? ok(settingsIn(said, place)) : err(failed);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function failureOf(place: string, { limit }: ManifestStep, end: ScriptEnd): Failure | null {
  if (end.timedOut)
    return failure(
      "SCRIPT_TIMED_OUT",
      place,
      `it ran for more than ${limit} s and was ended`,
      "Correct it, or raise its limit in the manifest.",
    );
  return end.status === 0
    ? null
    : failure(
        "SCRIPT_FAILED",
        place,
        `it ended with status ${end.status}${end.notStarted === null ? "" : ` (${end.notStarted})`}`,
        "Its own words are in the log.",
      );
}

const settingsIn = (said: string, path: string): readonly WrittenValue[] =>
  [...said.matchAll(/^setting ([A-Za-z_][A-Za-z0-9_.]{0,127})=(.*)$/gmu)].map(([, name = "", text = ""]) => ({
    name,
    text,
    source: { kind: "file", path, key: name },
  }));

function makeStepDirectory(
  parent: string,
  name: string,
  program: string,
): Result<{ readonly directory: string; readonly path: string }, Failure> {
  let directory: string | null = null;
  try {
    directory = makeClaimed("step", parent);
    const path = join(directory, name);
    copyFileSync(program, path);
    chmodSync(path, 0o700);
    return ok({ directory, path });
  } catch (error) {
    if (directory !== null) rmSync(directory, { recursive: true, force: true });
    const { what } = readFailureOf(error);
    return err(cannotWrite(parent, what));
  }
}
