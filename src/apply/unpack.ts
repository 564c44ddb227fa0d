import { createReadStream, type ReadStream } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { ReadEntry } from "tar/read-entry";
import type { Unpack } from "tar/unpack";
import type { Actor } from "../host/actor.ts";
import { systemCode } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { noSpace } from "./work-directory.ts";

const maxEntries = 200_000;
const maxBytes = 8 * 2 ** 30;

/**
 * Unpacks an archive into a fresh directory that gets its name only when all of it is there. An entry that would
 * leave the directory, is a device or has a special bit refuses the whole archive: nothing of it stays.
 */
export async function unpack(
  actor: Actor,
  archive: string,
  into: string,
  signal?: AbortSignal,
): Promise<Result<null, Failure>> {
  const partial = `${into}.partial`;
  const made = actor.makeDirectory(partial);
  if (!made.ok)
    return err(failure("WORK_DIRECTORY", partial, made.error.what, "Give the pilot a writable work directory."));
  const guard = new ArchiveGuard();
  try {
    // Its parts, because every pilot carries what is imported.
    const [{ ReadEntry: Entry }, { Unpack }] = await Promise.all([import("tar/read-entry"), import("tar/unpack")]);
    const unpacking = new Unpack({
      cwd: partial,
      strict: true,
      preserveOwner: false,
      filter: (_path, entry) => entry instanceof Entry && guard.accepts(entry),
    });
    await poured(createReadStream(archive), unpacking, signal);
  } catch (error) {
    actor.removeTree(partial);
    const code = systemCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") return err(noSpace(dirname(into), code));
    if (guard.refusal === null)
      return err(broken(archive, error instanceof Error ? error.message.slice(0, 200) : "cannot be read"));
  }
  if (guard.refusal !== null || guard.entries === 0) {
    actor.removeTree(partial);
    return err(guard.refusal === null ? broken(archive, "it has no entries") : refused(archive, guard.refusal));
  }
  const renamed = actor.rename(partial, into);
  return renamed.ok
    ? ok(null)
    : err(failure("WORK_DIRECTORY", into, renamed.error.what, "Give the pilot a writable work directory."));
}

/** Resolves when everything is written; a stop signal ends it between two chunks. */
function poured(from: ReadStream, into: Unpack, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      from.destroy();
      reject(error);
    };
    const onStop = (): void => fail(new Error("interrupted by a stop signal"));
    signal?.addEventListener("abort", onStop, { once: true });
    if (signal?.aborted === true) onStop();
    from.on("error", fail);
    into.on("error", fail);
    into.on("close", () => {
      signal?.removeEventListener("abort", onStop);
      resolve();
    });
    from.pipe(into);
  });
}

/** Decides entry by entry; the first bad one is kept as the reason and nothing after it is written. */
class ArchiveGuard {
  refusal: string | null = null;
  entries = 0;
  #bytes = 0;

  accepts(entry: ReadEntry): boolean {
    if (this.refusal !== null) return false;
    this.entries += 1;
    this.#bytes += entry.size;
    this.refusal = this.#problem(entry);
    return this.refusal === null;
  }

  #problem(entry: ReadEntry): string | null {
    const path = entry.path;
    if (this.entries > maxEntries) return `more than ${maxEntries} entries`;
    if (this.#bytes > maxBytes) return "more than 8 GiB when unpacked";
    if (path.startsWith("/") || path.split("/").includes("..") || path.includes("\0"))
      return `the path ${JSON.stringify(path)} leads out of the directory`;
    if (((entry.mode ?? 0) & 0o6000) !== 0) return `${JSON.stringify(path)} has a setuid or setgid bit`;
    switch (entry.type) {
      case "File":
      case "OldFile":
      case "ContiguousFile":
      case "Directory":
      case "GNUDumpDir":
        return null;
      case "Link":
      case "SymbolicLink":
        return linkProblem(entry);
      default:
        return `${JSON.stringify(path)} is of type ${entry.type}, which has no place in a release`;
    }
  }
}

function linkProblem(entry: ReadEntry): string | null {
  const target = entry.linkpath ?? "";
  const from = entry.type === "Link" ? "" : dirname(entry.path);
  const reached = normalize(join(from, target));
  return target === "" || target.startsWith("/") || reached === ".." || reached.startsWith("../")
    ? `the link ${JSON.stringify(entry.path)} → ${JSON.stringify(target)} leads out of the directory`
    : null;
}

const broken = (archive: string, detail: string): Failure =>
  failure(
    "ARCHIVE_BROKEN",
    archive,
    "the archive cannot be unpacked",
    "Fetch it again; it must be a tar file, plain or compressed with gzip or zstd.",
    { detail },
  );

const refused = (archive: string, why: string): Failure =>
  failure(
    "ARCHIVE_REFUSED",
    archive,
    `the archive is refused: ${why}`,
    "Use an archive as HTCondor publishes it; nothing of this one was kept.",
  );
