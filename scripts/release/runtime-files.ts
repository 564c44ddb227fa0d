// The runtime as the launcher downloads it, for both processors. Made once for a digest: compressing takes minutes.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/root.ts";
import { describeRuntime, pinnedRuntimes, runtimeName } from "../launcher/pinned-runtimes.ts";
import { type Architecture, architectures, runtimeBytes } from "../launcher/runtime-file.ts";
import { runtimePackage } from "../launcher/runtime-package.ts";
import { compress, type Packing } from "./compress.ts";

const packings: readonly Packing[] = ["zst", "xz", "gz"];
const cache = join(root, ".cache", "runtime-files");

/** Paths of the files. Throws when a Node package is not the one whose digest the launcher trusts. */
export function runtimeFiles(say: (text: string) => void): readonly string[] {
  mkdirSync(cache, { recursive: true });
  return architectures.flatMap((architecture) => packings.map((packing) => runtimeFile(architecture, packing, say)));
}

function runtimeFile(architecture: Architecture, packing: Packing, say: (text: string) => void): string {
  const path = join(cache, `${runtimeName(architecture)}.${packing}`);
  if (existsSync(path)) return path;
  say(`compressing ${runtimeName(architecture)}.${packing}`);
  const binary = readFileSync(join(runtimePackage(architecture).directory, "bin", "node"));
  if (describeRuntime(binary, architecture).sha256 !== pinnedRuntimes().runtimes[architecture].sha256)
    throw new Error(`Node for ${architecture} is not the pinned one: run scripts/launcher/pin-runtimes.ts`);
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, compress(runtimeBytes(binary, architecture), packing));
  renameSync(aside, path);
  return path;
}
