import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { err, ok } from "../model/result.ts";
import { printable } from "../parse/printable.ts";
import type { Read } from "./host.ts";
import { readFailureOf, systemCode } from "./read-failure.ts";

/** Named in the answer; there may be a million. */
const mostNamed = 3;
const deepTreeMs = 300_000;
const attempts = 4;
const pauseMs = 50;
const slash = Buffer.from("/");

/** See `Actor.removeTree`. */
export function removeTree(path: string): Read<null> {
  let stuck: Stuck[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    stuck = [];
    remove(Buffer.from(path), stuck);
    if (stuck.length === 0) break;
    // Deeper than a path can say; rm goes down step by step.
    if (stuck.some(({ code }) => code === "ENAMETOOLONG"))
      spawnSync("rm", ["-rf", "--", path], { stdio: "ignore", timeout: deepTreeMs });
    // A file server keeps what a dying process still has open under another name for a moment.
    else if (stuck.some(({ code }) => code === "EBUSY" || code === "ENOTEMPTY"))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    else break;
  }
  const [first] = stuck;
  if (first === undefined) return ok(null);
  const more = stuck.length > mostNamed ? `, and ${stuck.length - mostNamed} more` : "";
  return err({ code: first.failure.code, what: `${stuck.slice(0, mostNamed).map(describe).join(", ")}${more}` });
}

interface Stuck {
  readonly path: Buffer;
  readonly code: string | null;
  readonly failure: ReturnType<typeof readFailureOf>;
}

/** Paths are bytes: a job's files may have names that are no text. */
function remove(path: Buffer, stuck: Stuck[]): void {
  const before = stuck.length;
  try {
    const status = fs.lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return;
    if (!status.isDirectory()) return fs.unlinkSync(path);
    if ((status.mode & 0o700) !== 0o700 && status.uid === process.getuid?.()) fs.chmodSync(path, 0o700);
    for (const name of fs.readdirSync(path, { encoding: "buffer" })) remove(Buffer.concat([path, slash, name]), stuck);
    // What is still in it has been named.
    if (stuck.length === before) fs.rmdirSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code !== "ENOENT") stuck.push({ path, code, failure: readFailureOf(error) });
  }
}

function describe({ path, failure: { what } }: Stuck): string {
  const shown = printable(path);
  try {
    const { uid } = fs.lstatSync(path);
    return uid === process.getuid?.() ? `${shown}: ${what}` : `${shown}, of user ${uid}: ${what}`;
  } catch {
    return `${shown}: ${what}`;
  }
}
