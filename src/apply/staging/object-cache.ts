import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { makeDirectories } from "../../host/make-directories.ts";
import type { Digests } from "../../parse/gwms/signature.ts";

/** Digests of some bytes, as lower-case hex. */
export interface Measured {
  readonly sha1: string;
  readonly sha256: string;
}

/** Hashes a stream with both digests at once, because either may be what was promised. */
export class Meter {
  readonly #sha1 = createHash("sha1");
  readonly #sha256 = createHash("sha256");
  bytes = 0;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#sha1.update(chunk);
    this.#sha256.update(chunk);
  }

  get measured(): Measured {
    return { sha1: this.#sha1.copy().digest("hex"), sha256: this.#sha256.copy().digest("hex") };
  }
}

/** Whether the bytes are the promised ones: every digest that was promised, and at least one. */
export const fits = (promised: Digests, measured: Measured): boolean =>
  (promised.sha1 !== undefined || promised.sha256 !== undefined) &&
  (promised.sha1 === undefined || promised.sha1 === measured.sha1) &&
  (promised.sha256 === undefined || promised.sha256 === measured.sha256);

/** Name under which a content is kept; the stronger digest, where there is one. */
export const objectName = ({ sha1, sha256 }: Digests): string =>
  sha256 === undefined ? `sha1-${sha1 ?? ""}` : `sha256-${sha256}`;

const staleMs = 15 * 60_000;

/**
 * Verified contents by digest, in a directory of the user's own that glideins of a node share. Nothing in it is
 * trusted: a content is measured again each time it is used.
 */
export class ObjectCache {
  readonly directory: string;
  readonly #limit: number;

  private constructor(directory: string, limit: number) {
    this.directory = directory;
    this.#limit = limit;
  }

  /** null: the directory cannot be made, or is not ours alone, so that somebody else could write what we read. */
  static open(directory: string, limitBytes: number): ObjectCache | null {
    try {
      makeDirectories(directory, 0o700);
      const status = fs.lstatSync(directory);
      const uid = process.getuid?.() ?? status.uid;
      if (!status.isDirectory() || status.uid !== uid || (status.mode & 0o022) !== 0) return null;
      return new ObjectCache(directory, limitBytes);
    } catch {
      return null;
    }
  }

  pathOf(digests: Digests): string {
    return join(this.directory, objectName(digests));
  }

  /** A path nobody else writes to, for a content that is on its way. */
  partialOf(digests: Digests): string {
    return join(this.directory, `.${objectName(digests)}.${process.pid}.${performance.now().toString(36)}`);
  }

  /** Path of the content when it is here and whole; what is here and is not whole is removed. */
  async verified(digests: Digests): Promise<string | null> {
    const path = this.pathOf(digests);
    if (!fs.existsSync(path)) return null;
    const meter = new Meter();
    try {
      const chunks: AsyncIterable<Buffer> = fs.createReadStream(path);
      for await (const chunk of chunks) meter.add(chunk);
      if (fits(digests, meter.measured)) {
        const now = new Date();
        fs.utimesSync(path, now, now);
        return path;
      }
    } catch {
      // Removed by another glidein, or the disk failed: fetched anew.
    }
    fs.rmSync(path, { force: true });
    return null;
  }

  /** Keeps what is in memory already. The cache is a convenience: without space for it the next glidein asks the server. */
  keep(digests: Digests, bytes: Uint8Array): void {
    const meter = new Meter();
    meter.add(bytes);
    if (!fits(digests, meter.measured)) return;
    const partial = this.partialOf(digests);
    try {
      fs.writeFileSync(partial, bytes, { flag: "wx", mode: 0o600 });
      fs.renameSync(partial, this.pathOf(digests));
    } catch {
      fs.rmSync(partial, { force: true });
    }
  }

  /**
   * Makes this process the one that fetches a content: null when it is, else the name of a lock to wait for. The lock of
   * a process that is gone, or that took too long, is broken.
   */
  claim(digests: Digests): string | null {
    const lock = join(this.directory, `.lock-${objectName(digests)}`);
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        fs.writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
        return null;
      } catch {
        if (!this.#abandoned(lock)) return lock;
        fs.rmSync(lock, { force: true });
      }
    }
    return lock;
  }

  release(digests: Digests): void {
    fs.rmSync(join(this.directory, `.lock-${objectName(digests)}`), { force: true });
  }

  #abandoned(lock: string): boolean {
    try {
      const { mtimeMs } = fs.statSync(lock);
      const pid = Number(fs.readFileSync(lock, "utf8"));
      const alive = Number.isSafeInteger(pid) && pid > 0 && fs.existsSync(`/proc/${pid}`);
      // A lock without a number is just being written.
      return Date.now() - mtimeMs > staleMs || (!alive && Date.now() - mtimeMs > 1000);
    } catch {
      return true;
    }
  }

  /** Takes away what was not used for longest until the rest fits, and leftovers of glideins that were killed. */
  trim(): void {
    try {
      const files = fs
        .readdirSync(this.directory)
        .flatMap((name) => {
          const path = join(this.directory, name);
          const status = fs.lstatSync(path, { throwIfNoEntry: false });
          return status === undefined ? [] : [{ name, path, size: status.size, used: status.mtimeMs }];
        })
        .toSorted((a, b) => b.used - a.used);
      let total = 0;
      for (const { name, path, size, used } of files) {
        if (name.startsWith(".")) {
          if (Date.now() - used > staleMs) fs.rmSync(path, { force: true, recursive: true });
          continue;
        }
        total += size;
        if (total > this.#limit) fs.rmSync(path, { force: true });
      }
    } catch {
      // Another glidein trims at the same time.
    }
  }
}
