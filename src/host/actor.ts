import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";
import { readFailureOf } from "./read-failure.ts";
import { removeTree } from "./remove-tree.ts";

export interface SpawnRequest {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdio: readonly ("ignore" | "pipe" | "inherit" | number)[];
}

/**
 * Effects on the node, for `apply`. Like Host it never throws: what the system refuses comes back as a value. A
 * path given here is a real path; effects have no other root.
 */
export class Actor {
  makeDirectory(path: string, mode = 0o700): Read<null> {
    return attempt(() => {
      fs.mkdirSync(path, { mode });
      // The umask may have taken bits away, and HTCondor refuses an EXECUTE that it cannot use.
      fs.chmodSync(path, mode);
      return null;
    });
  }

  /** A new directory `<parent>/<prefix>XXXXXX`, ours alone (0700), as a path without symbolic links. */
  makeUniqueDirectory(parent: string, prefix: string): Read<string> {
    return attempt(() => fs.realpathSync(fs.mkdtempSync(join(parent, prefix))));
  }

  realPath(path: string): Read<string> {
    return attempt(() => fs.realpathSync(path));
  }

  /** Written beside and renamed over, so that a reader sees the old content or the new one. */
  writeFile(path: string, content: string | Uint8Array, mode = 0o600): Read<null> {
    return attempt(() => {
      const beside = `${path}.new`;
      fs.rmSync(beside, { force: true });
      try {
        writeSynced(beside, content, mode);
        fs.renameSync(beside, path);
      } catch (error) {
        // Half a file on a full disk is of no use to anybody.
        fs.rmSync(beside, { force: true });
        throw error;
      }
      return null;
    });
  }

  /** The last `bytes` of a file, for reports. */
  readTail(path: string, bytes: number): Read<string> {
    return attempt(() => {
      const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOFOLLOW);
      try {
        const { size } = fs.fstatSync(descriptor);
        const buffer = Buffer.alloc(Math.min(size, bytes));
        const count = fs.readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - bytes));
        return buffer.subarray(0, count).toString("utf8");
      } finally {
        fs.closeSync(descriptor);
      }
    });
  }

  /** A descriptor for appending, to be handed to a program. */
  openLog(path: string): Read<number> {
    return attempt(() => fs.openSync(path, "a", 0o600));
  }

  close(descriptor: number): void {
    fs.closeSync(descriptor);
  }

  rename(from: string, to: string): Read<null> {
    return attempt(() => {
      fs.renameSync(from, to);
      return null;
    });
  }

  exists(path: string): boolean {
    return fs.existsSync(path);
  }

  list(path: string): Read<readonly string[]> {
    return attempt(() => fs.readdirSync(path));
  }

  /**
   * Removes a tree without following links out of it; directories made read-only by a job are opened first. What cannot
   * be removed keeps nothing else, and is named with its owner.
   */
  removeTree(path: string): Read<null> {
    return removeTree(path);
  }

  spawn(request: SpawnRequest): Read<ChildProcess> {
    return attempt(() => {
      const [file, ...args] = request.argv;
      return spawn(file, args, { env: request.env, cwd: request.cwd, stdio: [...request.stdio], detached: false });
    });
  }

  kill(pid: number, signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(pid, signal);
      return true;
    } catch {
      // No such process, or not ours; either way there is nothing to signal.
      return false;
    }
  }
}

function writeSynced(path: string, content: string | Uint8Array, mode: number): void {
  const descriptor = fs.openSync(path, "wx", mode);
  try {
    fs.writeFileSync(descriptor, content);
    fs.fchmodSync(descriptor, mode);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function attempt<T>(action: () => T): Read<T> {
  try {
    return ok(action());
  } catch (error) {
    return err(readFailureOf(error));
  }
}
