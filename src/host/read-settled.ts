import type { Read } from "./host.ts";
import { readWhole } from "./local-files.ts";

const attempts = 3;

/**
 * The text of a regular file that other programs write, whatever they put in its place: never waits, and reads no more
 * than so many bytes. One that is replaced or written at this moment is whole again in the next.
 */
export function readSettled(path: string, maxBytes: number): Read<string> {
  let read = readWhole(path, maxBytes);
  for (let attempt = 1; attempt < attempts && !read.ok && read.error.code === "changed"; attempt += 1)
    read = readWhole(path, maxBytes);
  return read.ok ? { ok: true, value: Buffer.from(read.value).toString("utf8") } : read;
}
