import { writeSync } from "node:fs";
import { exitTable } from "../exit.ts";
import type { Failure } from "../model/failure.ts";
import { failure } from "../model/failure.ts";
import { failureText } from "../parse/failure-text.ts";
import { plainLine } from "./plain-line.ts";

/** Where a command writes. stdout carries the result and nothing else; everything said to people goes to stderr. */
export interface Output {
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly colour: boolean;
  readonly columns: number;
  result(text: string): void;
  say(text: string): void;
  /** A line on a terminal that stays until the returned function takes it away. */
  progress(text: string): () => void;
  /** Why a result did not get out whole; null: it did, or its reader wanted no more. */
  readonly lost?: () => string | null;
}

/** Process output. Synchronous, so that nothing is lost when the process ends by a signal right after. */
export function processOutput(env: Readonly<Record<string, string>>): Output {
  const stdoutIsTerminal = process.stdout.isTTY === true;
  const stderrIsTerminal = process.stderr.isTTY === true;
  let lost: string | null = null;
  const wanted = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return {
    stdoutIsTerminal,
    stderrIsTerminal,
    colour: wanted && (stdoutIsTerminal || (env["FORCE_COLOR"] ?? "") !== ""),
    columns: process.stdout.columns ?? 100,
    result: (text) => {
      lost = writeAll(1, text) ?? lost;
    },
    say: (text) => void writeAll(2, text.endsWith("\n") ? text : `${text}\n`),
    progress: (text) => {
      writeAll(2, `\r\u001b[K${text}`);
      return () => void writeAll(2, "\r\u001b[K");
    },
    lost: () => lost,
  };
}

/** The system's code for what could not be written. */
function writeAll(descriptor: number, text: string): string | null {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      // A full pipe is waited for; a reader that went away (`| head`) wants no more.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else return code === "EPIPE" ? null : String(code);
    }
  }
  return null;
}

/** The status of a command whose result is all that it is for: one that got lost is no success. */
export function statusOfResult(output: Output, status: number): number {
  const lost = output.lost?.() ?? null;
  if (lost === null || status !== 0) return status;
  sayFailures(output, [
    failure(
      lost === "ENOSPC" || lost === "EDQUOT" ? "NO_SPACE" : "WORK_DIRECTORY",
      "standard output",
      `the result could not be written: ${lost}`,
      "Give it a place that can be written and has room.",
    ),
  ]);
  return exitTable.node.status;
}

export function sayFailures(output: Output, failures: readonly Failure[]): void {
  for (const one of failures) output.say(`glidein: ${failureText(one).split("\n").map(plainLine).join("\n")}`);
}
