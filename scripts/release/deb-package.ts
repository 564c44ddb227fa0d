// A Debian package: an ar archive of two tar archives. Written here, so that it is the same on every machine.
import { createHash } from "node:crypto";
import type { ArchiveEntry } from "./archive-entry.ts";
import { compress } from "./compress.ts";
import { tarArchive } from "./tar-archive.ts";

export interface PackageDescription {
  readonly version: string;
  readonly summary: string;
  readonly architecture: "x64" | "arm64";
  /** Epoch seconds. */
  readonly time: number;
}

const names = { x64: "amd64", arm64: "arm64" } as const;
export const debName = ({ version, architecture }: PackageDescription): string =>
  `glidein_${version}_${names[architecture]}.deb`;

export function debPackage(description: PackageDescription, entries: readonly ArchiveEntry[]): Buffer {
  const { time } = description;
  const text = (path: string, content: string): ArchiveEntry => ({
    path,
    content: Buffer.from(content),
    executable: false,
  });
  const sums = entries.map(({ path, content }) => `${createHash("md5").update(content).digest("hex")}  ${path}\n`);
  const control = [text("control", controlFile(description, entries)), text("md5sums", sums.join(""))];
  const options = { time, prefix: "./", withDirectories: true };
  return arArchive(time, [
    ["debian-binary", Buffer.from("2.0\n")],
    ["control.tar.gz", compress(tarArchive(control, options), "gz")],
    ["data.tar.xz", compress(tarArchive(entries, options), "xz")],
  ]);
}

function controlFile({ version, summary, architecture }: PackageDescription, entries: readonly ArchiveEntry[]): string {
  const installed = entries.reduce((sum, { content }) => sum + Math.ceil(content.length / 1024), 0);
  return `Package: glidein
Version: ${version}
Architecture: ${names[architecture]}
Maintainer: The glidein maintainers <glidein@localhost>
Installed-Size: ${installed}
Depends: libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 5.2)
Suggests: apptainer
Section: net
Priority: optional
Description: ${summary}
 Looks at a worker node, decides whether and how it can serve, configures and
 runs HTCondor's startd for as long as the batch slot and the credentials
 allow, and leaves nothing behind.
`;
}

function arArchive(time: number, members: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    Buffer.from("!<arch>\n"),
    ...members.flatMap(([name, content]) => [
      Buffer.from(
        `${name.padEnd(16)}${String(time).padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"100644".padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
      ),
      content,
      Buffer.alloc(content.length % 2, "\n"),
    ]),
  ]);
}
