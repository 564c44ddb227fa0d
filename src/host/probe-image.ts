import { probe } from "embedded:probe";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";
import { makeClaimed } from "./own-claim.ts";
import { sif } from "./probe-image/sif.ts";
import { squashfs } from "./probe-image/squashfs.ts";
import { killProcessesOf } from "./probe-image/sweep.ts";
import { probeTree } from "./probe-image/tree.ts";
import { writeImage } from "./probe-image/write-image.ts";
import { readFailureOf } from "./read-failure.ts";

/**
 * The image that proves container runtimes, on disk. Commands run in `directory` and name what is in it by these
 * relative paths, so that a recording of them does not depend on where it was:
 * `image` the sandbox, `image.sif` the same as a file, `home` a writable directory, `token` a file to bind,
 * `cache` and `tmp` for the runtime itself.
 */
export interface ProbeImage {
  readonly directory: string;
  /** Content of the file `token`. */
  readonly token: string;
  /** Kills what was started in it and still runs, and removes all of it. */
  readonly close: () => void;
}

/** A text that nobody knows beforehand; the same for the same draw, which lets a recording be replayed. */
export const proofToken = (draw: number): string => `glidein-${Math.floor(draw * 2 ** 52).toString(36)}`;

/** Writes the image into a new private directory in the first of `parents` that takes it, or says why none does. */
export function openProbeImage(draw: number, parents: readonly string[]): ProbeImage | { readonly problem: string } {
  const problems: string[] = [];
  for (const parent of new Set(parents)) {
    let directory: string | null = null;
    try {
      // Without symbolic links, as the kernel names the directory of a process.
      directory = makeClaimed("image", parent);
      const made = directory;
      const close = (): void => {
        killProcessesOf(made);
        removeTree(made);
      };
      const token = proofToken(draw);
      writeProbeImage(made, token);
      return { directory: made, token, close };
    } catch (error) {
      problems.push(`${parent}: ${readFailureOf(error).what}`);
      if (directory !== null) removeTree(directory);
    }
  }
  return { problem: problems.join("; ") };
}

/** Directories in which a probe image may be made, best first. */
export const probeImageParents = (env: Readonly<Record<string, string>>): readonly string[] => [
  ...[env["_CONDOR_SCRATCH_DIR"], env["TMPDIR"]].filter((path): path is string => path?.startsWith("/") === true),
  "/tmp",
  "/var/tmp",
  "/dev/shm",
];

function writeProbeImage(directory: string, token: string): void {
  // The setuid helper and mapped users look at it with other ids than ours.
  chmodSync(directory, 0o755);
  const tree = probeTree(Buffer.from(probe, "base64"));
  writeImage(join(directory, "image"), tree);
  for (const name of ["home", "cache", "tmp"]) mkdirSync(join(directory, name), { mode: 0o700 });
  writeFileSync(join(directory, "token"), token, { mode: 0o644 });
  const file = sif(squashfs(tree), process.arch);
  if (file !== null) writeFileSync(join(directory, "image.sif"), file, { mode: 0o644 });
}

/** The sandbox alone, where HTCondor's starter can prove the runtime with it. */
export function writeProbeSandbox(directory: string): Read<null> {
  try {
    writeImage(directory, probeTree(Buffer.from(probe, "base64")));
    return ok(null);
  } catch (error) {
    return err(readFailureOf(error));
  }
}

function removeTree(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    // It holds nothing but our image, and what cannot be removed is found by its name later.
  }
}
