// An RPM package, by rpmbuild (Debian package rpm) with everything that depends on the machine switched off.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ArchiveEntry } from "./archive-entry.ts";
import type { PackageDescription } from "./deb-package.ts";

const names = { x64: "x86_64", arm64: "aarch64" } as const;
export const rpmName = ({ version, architecture }: PackageDescription): string =>
  `glidein-${version}-1.${names[architecture]}.rpm`;

export function rpmPackage(description: PackageDescription, entries: readonly ArchiveEntry[]): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "glidein-rpm-"));
  try {
    for (const { path, content, executable } of entries) {
      const file = join(directory, "files", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, executable ? 0o755 : 0o644);
    }
    writeFileSync(join(directory, "glidein.spec"), specFile(description, entries, join(directory, "files")));
    const done = spawnSync(
      "rpmbuild",
      [
        ...["-bb", "--quiet", "--target", `${names[description.architecture]}-linux`],
        ...[
          "--define",
          `_topdir ${directory}`,
          "--define",
          `_rpmdir ${directory}`,
          "--define",
          "_rpmfilename package.rpm",
        ],
        join(directory, "glidein.spec"),
      ],
      { encoding: "utf8", env: { ...process.env, SOURCE_DATE_EPOCH: String(description.time), LC_ALL: "C" } },
    );
    if (done.status !== 0)
      throw new Error(
        `rpmbuild failed: ${done.error === undefined ? done.stderr.trim() : "install the Debian package rpm"}`,
      );
    return readFileSync(join(directory, "package.rpm"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function specFile({ version, summary }: PackageDescription, entries: readonly ArchiveEntry[], files: string): string {
  return `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _buildhost reproducible
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _binary_payload w6.xzdio
Name: glidein
Version: ${version.replaceAll("-", "~")}
Release: 1
Summary: ${summary}
License: Apache-2.0
AutoReqProv: no
Requires: glibc >= 2.28, libstdc++, libgcc
%description
Looks at a worker node, decides whether and how it can serve, configures and runs HTCondor's startd for as long as the
batch slot and the credentials allow, and leaves nothing behind.
%install
mkdir -p %{buildroot}
cp -a ${files}/. %{buildroot}/
find %{buildroot} -exec touch -h -d @${"$"}SOURCE_DATE_EPOCH {} +
%files
%defattr(-,root,root,-)
${entries.map(({ path }) => `/${path}`).join("\n")}
`;
}
