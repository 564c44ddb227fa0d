// Which packages of others are in the bundle, and how much of it each takes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";
import { root } from "./root.ts";

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Text of its licence files. */
  readonly licenceText: string;
  /** In the bundle; 0 when it is there only as a part of another package that includes it. */
  readonly bytes: number;
}

/** Bytes of each source in the output, by the directory of its package; "" is our own. */
export function bytesByDirectory({ outputs }: Metafile): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const directory = /^([^:]*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? "";
      sizes.set(directory, (sizes.get(directory) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}

/**
 * In the order of their names. A package may come as a bundle of its own dependencies, so these count as bundled too.
 * Throws for a package whose licence is not to be found: it may not be passed on.
 */
export function bundledPackages(metafile: Metafile): readonly Package[] {
  const bytes = bytesByDirectory(metafile);
  const directories = new Set([...bytes.keys()].filter((directory) => directory !== ""));
  // The set grows while it is walked.
  for (const directory of directories) {
    for (const name of Object.keys(manifestOf(directory).dependencies ?? {}))
      directories.add(directoryOf(name, directory));
  }
  const packages = [...directories].map((directory) => describePackage(directory, bytes.get(directory) ?? 0));
  return packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(directory: string): Manifest {
  // As npm installed it.
  return JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8")) as Manifest;
}

/** Where Node finds the package `name` for a module in `from`. */
function directoryOf(name: string, from: string): string {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(root, candidate))) return candidate;
  if (from === ".") throw new Error(`the package ${name} is not installed`);
  return directoryOf(name, dirname(from));
}

function describePackage(directory: string, bytes: number): Package {
  const { name, version, license } = manifestOf(directory);
  const licenceText = licenceTextIn(join(root, directory));
  if (license === undefined || licenceText === "")
    throw new Error(`${name} ${version} has no licence: it cannot be bundled`);
  return { name, version, licence: license, licenceText, bytes };
}

export function licenceTextIn(directory: string): string {
  const files = readdirSync(directory).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return files
    .toSorted()
    .map((file) => readFileSync(join(directory, file), "utf8").trim())
    .join("\n\n");
}
