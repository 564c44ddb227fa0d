// The npm package: the script for a Node that is there, as the command `glidein`.
import { gzipSync } from "node:zlib";
import type { ArchiveEntry } from "./archive-entry.ts";
import { tarArchive } from "./tar-archive.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

export function npmPackage(manifest: Manifest, entries: readonly ArchiveEntry[], time: number): Buffer {
  const { name, version, description, license } = manifest;
  const published = {
    ...{ name, version, description, license },
    engines: { node: ">=22.14" },
    os: ["linux"],
    bin: { glidein: "glidein.cjs" },
    man: ["./glidein.1"],
  };
  const text = `${JSON.stringify(published, null, 2)}\n`;
  const all = [...entries, { path: "package.json", content: Buffer.from(text), executable: false }];
  return gzipSync(tarArchive(all, { time, prefix: "package/", withDirectories: false }), { level: 9 });
}
