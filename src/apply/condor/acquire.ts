import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { CondorSource } from "../../parse/condor-source.ts";
import { fetchFile } from "../fetch-file.ts";
import { unpack } from "../unpack.ts";

const maxReleaseBytes = 2 * 2 ** 30;

export interface AcquireOptions {
  readonly source: Exclude<CondorSource, { kind: "auto" }>;
  /** Whether the path is a directory, as the node says. */
  readonly isDirectory: boolean;
  readonly work: string;
  readonly proxy?: string;
  readonly caDirectory: string;
  readonly signal: AbortSignal;
  readonly pause: (ms: number) => Promise<void>;
  readonly onProgress: (done: number, total: number | null) => void;
}

/** The directory that holds the HTCondor release: the given one, or a fresh one in the work directory. */
export async function acquireCondor(actor: Actor, options: AcquireOptions): Promise<Result<string, Failure>> {
  const { source, work } = options;
  if (source.kind === "path" && options.isDirectory) return ok(source.path);
  let archive: string;
  if (source.kind === "url") {
    archive = join(work, "condor.archive");
    const fetched = await fetchFile(actor, {
      url: source.url,
      sha256: source.sha256,
      to: archive,
      maxBytes: maxReleaseBytes,
      stallMs: 30_000,
      attemptMs: 1_800_000,
      attempts: 4,
      ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
      caDirectory: options.caDirectory,
      signal: options.signal,
      pause: options.pause,
      onProgress: options.onProgress,
    });
    if (!fetched.ok) return fetched;
  } else archive = source.path;
  if (!actor.exists(archive))
    return err(
      failure(
        "CONDOR_NOT_FOUND",
        archive,
        "there is no such file or directory",
        "Give --condor the path of an HTCondor release on this node, a tarball, or a URL with #sha256=.",
      ),
    );
  const into = join(work, "release");
  const unpacked = await unpack(actor, archive, into, options.signal);
  if (!unpacked.ok) return unpacked;
  if (source.kind === "url") actor.removeTree(archive);
  return ok(into);
}
