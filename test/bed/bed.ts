// The bed itself: a Debian root in the project's cache, built once for a recipe and then only read.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, statfs, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBareRoot, buildImage, buildRoot } from "./build-root.ts";
import { mustRun } from "./command.ts";
import { ensureHostPackages } from "./host-packages.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";
import { imageApplets, imageMarker, recipeDigest } from "./recipe.ts";

export interface Bed {
  /** everything of this recipe */
  readonly directory: string;
  /** the Debian root with HTCondor and Apptainer */
  readonly root: string;
  /** the same root without HTCondor */
  readonly bareRoot: string;
  /** the sandbox image, seen at `imagePath` on nodes */
  readonly image: string;
  /** where pools and nodes keep their own files while they live */
  readonly runDirectory: string;
  readonly condorVersion: string;
  readonly apptainerVersion: string;
}

export interface BedOptions {
  readonly cacheDirectory?: string;
  readonly onProgress?: (text: string) => void;
}

const projectDirectory = resolve(fileURLToPath(new URL("../..", import.meta.url)));

export async function ensureBed(options: BedOptions = {}): Promise<Bed> {
  if (process.env["GLIDEIN_NO_BED"] !== undefined)
    throw new Error("there is no bed: it could not be made, as was said");
  const onProgress = options.onProgress ?? (() => undefined);
  const cache = options.cacheDirectory ?? join(projectDirectory, ".cache/bed");
  if (process.platform !== "linux") throw new Error("the bed needs Linux");
  await ensureHostPackages(onProgress);
  await privilege();
  const architecture = (await mustRun(["dpkg", "--print-architecture"])).trim();
  const directory = join(cache, recipeDigest(architecture));
  const runDirectory = join(cache, "run");
  await mkdir(runDirectory, { recursive: true });
  await ensureRoom(cache, existsSync(directory) ? 1000 : 4000);
  if (!existsSync(directory)) {
    await withLock(join(cache, "lock"), 1_800_000, async () => {
      if (!existsSync(directory)) await build(cache, directory, architecture, onProgress); // another process may have built it meanwhile
    });
  }
  await removeDeadRuns(runDirectory);
  const versions = await readFile(join(directory, "versions.json"), "utf8");
  const { condor, apptainer } = JSON.parse(versions) as { condor: string; apptainer: string };
  return {
    directory,
    root: join(directory, "root"),
    bareRoot: join(directory, "bare"),
    image: join(directory, "image"),
    runDirectory,
    condorVersion: condor,
    apptainerVersion: apptainer,
  };
}

/** What fills up in the middle of a test fails it for a reason that nobody would guess. */
async function ensureRoom(directory: string, wantedMiB: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / 1024 ** 2);
  if (free < wantedMiB)
    throw new Error(
      `${directory} has ${String(free)} MiB left, and the bed needs ${String(wantedMiB)}: make room there`,
    );
}

/** Built aside and renamed, so that what stands under the recipe's digest is always whole. */
async function build(
  cache: string,
  directory: string,
  architecture: string,
  onProgress: (text: string) => void,
): Promise<void> {
  const started = performance.now();
  await removeDeadRuns(join(cache, "run"));
  const inUse = (await readdir(join(cache, "run"))).length > 0;
  for (const name of await readdir(cache)) {
    // What a dead builder left goes always (we hold the lock); another recipe's bed only when no pool of anybody's lives on it.
    if (/^building-\d+$/.test(name) || (!inUse && /^[0-9a-f]{16}$/.test(name))) await removeTree(join(cache, name));
  }
  const aside = join(cache, `building-${String(process.pid)}`);
  await mkdir(aside, { recursive: true });
  const root = join(aside, "root");
  await buildRoot(root, aside, architecture, onProgress);
  await buildBareRoot(root, join(aside, "bare"));
  await buildImage(root, join(aside, "image"), imageApplets, imageMarker);
  const status = await readFile(join(root, "var/lib/dpkg/status"), "utf8");
  await writeFile(
    join(aside, "versions.json"),
    JSON.stringify({ condor: versionOf(status, "condor"), apptainer: versionOf(status, "apptainer") }),
  );
  await rename(aside, directory);
  onProgress(`the bed is built (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

function versionOf(status: string, name: string): string {
  const paragraph = status.split("\n\n").find((text) => text.startsWith(`Package: ${name}\n`)) ?? "";
  return /^Version: (\d[\d.]*\d)/m.exec(paragraph)?.[1] ?? "unknown";
}

/** Run directories carry the process id of their owner; what a killed owner left behind goes with the next use. */
async function removeDeadRuns(runDirectory: string): Promise<void> {
  for (const name of await readdir(runDirectory)) {
    const pid = /^(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await removeTree(join(runDirectory, name));
  }
}

/** With the bed's own rights: a node's files belong to several users. */
export async function removeTree(path: string): Promise<void> {
  const { prefix } = await privilege();
  await mustRun([...prefix, "rm", "-rf", "--one-file-system", path]);
}
