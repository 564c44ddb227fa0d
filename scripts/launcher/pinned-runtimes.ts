// Which runtimes a launcher trusts. They are facts of the pinned Node packages and written down, because a build for both
// processors would fetch the other's 50 MB; a test compares them with the package that is installed.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Architecture, architectures, runtimeBytes } from "./runtime-file.ts";

export interface PinnedRuntime {
  /** Of the unpacked file: every form of compression is good. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface PinnedRuntimes {
  /** Of Node. */
  readonly version: string;
  readonly runtimes: Readonly<Record<Architecture, PinnedRuntime>>;
}

const file = join(import.meta.dirname, "pinned-runtimes.json");

// Our own file.
export const pinnedRuntimes = (): PinnedRuntimes => JSON.parse(readFileSync(file, "utf8")) as PinnedRuntimes;

export function describeRuntime(binary: Buffer, architecture: Architecture): PinnedRuntime {
  const bytes = runtimeBytes(binary, architecture);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}

/** Name of the published files, without what the compression adds. Its digest is in it, so it may be cached for ever. */
export function runtimeName(architecture: Architecture, { version, runtimes } = pinnedRuntimes()): string {
  return `node-${version}-linux-${architecture}-${runtimes[architecture].sha256.slice(0, 12)}`;
}

/** Lines of the launcher's `case`. */
export function runtimeArms({ runtimes }: PinnedRuntimes): string {
  return architectures
    .map((name) => `    ${name}) gs_runtime_sha256=${runtimes[name].sha256} gs_runtime_size=${runtimes[name].bytes} ;;`)
    .join("\n");
}
