import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host, Read } from "../host/host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { claimDirectory } from "./claim-directory.ts";

/** The one directory of a glidein; everything it writes is below it and goes with it. */
export interface WorkDirectory {
  readonly path: string;
  /** HTCondor's LOCAL_DIR; its subdirectories must exist before the master starts. */
  readonly local: string;
  readonly tokens: string;
  readonly execute: string;
  readonly log: string;
}

const condorDirectories = ["log", "lock", "run", "spool", "execute", "etc", "tokens.d"] as const;

/** Makes the directory, with the lease of this process, and what HTCondor wants in it. `name`: the glidein's. */
export async function makeWorkDirectory(
  host: Host,
  actor: Actor,
  parent: string,
  name: string,
): Promise<Result<WorkDirectory, Failure>> {
  const made = await claimDirectory(host, actor, parent, name);
  if (!made.ok)
    return err(
      isFull(made.error.what)
        ? noSpace(parent, made.error.what)
        : cannot(parent, `no work directory can be made there: ${made.error.what}`),
    );
  const path = made.value;
  const local = join(path, "condor");
  for (const directory of [
    local,
    ...condorDirectories.map((name) => join(local, name)),
    join(path, "tmp"),
    join(path, "cache"),
  ]) {
    // HTCondor wants EXECUTE to be enterable for the job's account, which unprivileged is our own.
    const one = actor.makeDirectory(directory, directory.endsWith("/execute") ? 0o755 : 0o700);
    if (!one.ok) {
      actor.removeTree(path);
      return err(isFull(one.error.what) ? noSpace(parent, one.error.what) : cannot(directory, one.error.what));
    }
  }
  return ok({ path, local, tokens: join(local, "tokens.d"), execute: join(local, "execute"), log: join(local, "log") });
}

/** Of a directory whose removal was begun: its lease may be gone already. */
export const doomedSuffix = ".removed";

/** Renamed first: half of it is not taken for another's, and of two that remove it one does. */
export function removeWorkDirectory(actor: Actor, path: string): Read<null> {
  const doomed = `${path}${doomedSuffix}`;
  return actor.removeTree(actor.rename(path, doomed).ok ? doomed : path);
}

const cannot = (where: string, problem: string): Failure =>
  failure(
    "WORK_DIRECTORY",
    where,
    problem,
    "Give the pilot's account a writable local directory: set TMPDIR in the batch system, or use --work-dir.",
  );

/** A file of ours that could not be written; nearly always for want of space. */
export const cannotWrite = (where: string, what: string): Failure =>
  isFull(what) ? noSpace(where, what) : cannot(where, `it cannot be written: ${what}`);

export const isFull = (what: string): boolean => what === "ENOSPC" || what === "EDQUOT";

export const noSpace = (where: string, detail: string): Failure =>
  failure(
    "NO_SPACE",
    where,
    "there is no space left for the glidein's files",
    "Free space or inodes on this file system, or use --work-dir with a larger one.",
    { detail },
  );
