import * as fs from "node:fs";
import { err, ok } from "../model/result.ts";
import type { FileStatus, FileSystemStatus, Read } from "./host.ts";
import { readFailureOf } from "./read-failure.ts";

/** Enough for every file of /proc, /sys and Machine/Job Features; callers ask for more where they need it. */
export const defaultMaxBytes = 65536;
const maxNames = 10_000;
const openFlags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;

/**
 * Reads a regular file whole, or says why not. Opened without blocking, so that a FIFO or a device cannot hold us;
 * synchronous, because a hundred small files cost one millisecond so and eighteen through the thread pool.
 */
export function readWhole(path: string, maxBytes: number): Read<Uint8Array> {
  let descriptor: number;
  try {
    descriptor = fs.openSync(path, openFlags);
  } catch (error) {
    return err(readFailureOf(error));
  }
  try {
    const before = fs.fstatSync(descriptor);
    if (!before.isFile()) return err({ code: "not-regular", what: `it is a ${typeOf(before)}, not a regular file` });
    const bytes = readUpTo(descriptor, maxBytes + 1);
    if (bytes.length > maxBytes) return err({ code: "too-large", what: `it is larger than ${maxBytes} bytes` });
    const after = fs.fstatSync(descriptor);
    // Files of /proc and /sys have size 0 and change all the time; a file with a size must have been read at rest.
    if (
      before.size > 0 &&
      (after.size !== before.size || after.mtimeMs !== before.mtimeMs || bytes.length !== after.size)
    ) {
      // /sys files claim a size of one page whatever they hold.
      if (!(before.size === 4096 && bytes.length < 4096 && after.size === 4096)) {
        return err({ code: "changed", what: "it changed while it was read" });
      }
    }
    return ok(bytes);
  } catch (error) {
    return err(readFailureOf(error));
  } finally {
    fs.closeSync(descriptor);
  }
}

function readUpTo(descriptor: number, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < limit) {
    const chunk = new Uint8Array(Math.min(65536, limit - total));
    const count = fs.readSync(descriptor, chunk, 0, chunk.length, null);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

export function listNames(path: string): Read<readonly string[]> {
  try {
    const directory = fs.opendirSync(path);
    try {
      const names: string[] = [];
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        if (names.length >= maxNames) return err({ code: "too-large", what: `it has more than ${maxNames} entries` });
        names.push(entry.name);
      }
      return ok(names.sort());
    } finally {
      directory.closeSync();
    }
  } catch (error) {
    return err(readFailureOf(error));
  }
}

export function statusOf(path: string, follow: boolean): Read<FileStatus> {
  try {
    const s = follow ? fs.statSync(path) : fs.lstatSync(path);
    return ok({
      type: typeOf(s),
      mode: s.mode & 0o7777,
      uid: s.uid,
      gid: s.gid,
      size: s.size,
      modified: Math.floor(s.mtimeMs / 1000),
      device: s.dev,
      inode: s.ino,
    });
  } catch (error) {
    return err(readFailureOf(error));
  }
}

function typeOf(s: fs.Stats): FileStatus["type"] {
  if (s.isFile()) return "file";
  if (s.isDirectory()) return "directory";
  if (s.isSymbolicLink()) return "symlink";
  if (s.isFIFO()) return "fifo";
  if (s.isSocket()) return "socket";
  return s.isCharacterDevice() ? "character-device" : "block-device";
}

export function linkOf(path: string): Read<string> {
  try {
    return ok(fs.readlinkSync(path));
  } catch (error) {
    return err(readFailureOf(error));
  }
}

export function fileSystemStatus(path: string): Read<FileSystemStatus> {
  try {
    const s = fs.statfsSync(path);
    const mib = (blocks: number): number => Math.floor((blocks * s.bsize) / 1048576);
    // Some file systems (btrfs, many network ones) count no inodes and say 0 of 0.
    const counted = s.files > 0;
    return ok({
      freeMiB: mib(s.bavail),
      totalMiB: mib(s.blocks),
      freeInodes: counted ? s.ffree : null,
      totalInodes: counted ? s.files : null,
    });
  } catch (error) {
    return err(readFailureOf(error));
  }
}

export function accessible(path: string, mode: number): Read<boolean> {
  try {
    fs.accessSync(path, mode);
    return ok(true);
  } catch (error) {
    const failure = readFailureOf(error);
    return failure.code === "denied" || (failure.code === "io" && failure.what === "EROFS") ? ok(false) : err(failure);
  }
}
