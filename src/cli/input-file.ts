import * as fs from "node:fs";
import type { ReadFailure } from "../host/host.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";

const maxBytes = 67_108_864;
const patienceMs = 30_000;
const pauseMs = 5;

/**
 * A file of the caller's (`--config`, `--env-file`, `--facts`) as text. Pipes are welcome, as in `--env-file <(env -0)`,
 * so unlike files of the node it need not be a regular one; it is bounded in size and time all the same.
 */
export function readInputFile(flag: string, path: string): Result<string, Failure> {
  const bytes = readBounded(path);
  // A byte order mark is no part of the text.
  if (bytes.ok) return ok(bytes.value.toString("utf8").replace(/^\u{feff}/u, ""));
  return err(
    failure(
      "INPUT_UNREADABLE",
      `${flag} ${path}`,
      `cannot be read: ${bytes.error.what}`,
      `Give ${flag} a file that exists and that you may read.`,
    ),
  );
}

function readBounded(path: string): Result<Buffer, ReadFailure> {
  let descriptor: number | null = null;
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY);
    if (fs.fstatSync(descriptor).isDirectory()) return err({ code: "not-regular", what: "it is a directory" });
    return readAll(descriptor);
  } catch (error) {
    return err(readFailureOf(error));
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

function readAll(descriptor: number): Result<Buffer, ReadFailure> {
  const chunks: Buffer[] = [];
  let total = 0;
  let waitedMs = 0;
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const count = readSome(descriptor, chunk);
    if (count === 0) return ok(Buffer.concat(chunks));
    if (count !== null) {
      chunks.push(chunk.subarray(0, count));
      total += count;
      if (total > maxBytes) return err({ code: "too-large", what: `it is larger than ${maxBytes / 1_048_576} MiB` });
      continue;
    }
    waitedMs += pauseMs;
    if (waitedMs > patienceMs)
      return err({ code: "timeout", what: `timed out: nothing was written to it for ${patienceMs / 1000} s` });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
}

/** Bytes read, 0 at the end; null: a writer holds the pipe open and has written nothing yet. */
function readSome(descriptor: number, into: Buffer): number | null {
  try {
    return fs.readSync(descriptor, into, 0, into.length, null);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return null;
    throw error;
  }
}
