import { writeSync } from "node:fs";
import type { Failure } from "../model/failure.ts";
import { describeFailure } from "../model/failure.ts";
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
}

/** Process output. Synchronous, so that nothing is lost when the process ends by a signal right after. */
export function processOutput(env: Readonly<Record<string, string>>): Output {
  const stdoutIsTerminal = process.stdout.isTTY === true;
  const stderrIsTerminal = process.stderr.isTTY === true;
  const wanted = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return {
    stdoutIsTerminal,
    stderrIsTerminal,
    colour: wanted && (stdoutIsTerminal || (env["FORCE_COLOR"] ?? "") !== ""),
    columns: process.stdout.columns ?? 100,
    result: (text) => writeAll(1, text),
    say: (text) => writeAll(2, text.endsWith("\n") ? text : `${text}\n`),
    progress: (text) => {
      writeAll(2, `\r\u001b[K${text}`);
      return () => writeAll(2, "\r\u001b[K");
    },
  };
}

function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      // A full pipe is waited for; a reader that went away (`| head`) wants no more.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else return;
    }
  }
}

export function sayFailures(output: Output, failures: readonly Failure[]): void {
  for (const one of failures) output.say(`glidein: ${describeFailure(one).split("\n").map(plainLine).join("\n")}`);
}
