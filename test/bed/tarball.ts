// HTCondor as the project publishes it: one relocatable directory in a tarball. Debian's files are put into the
// official layout (libexec/ and lib/ directly below the top, where Debian has libexec/condor and lib/condor), and get
// the official run path, which Debian's lack: with it the programs find their libraries wherever they are unpacked,
// so nobody has to set LD_LIBRARY_PATH.
import { existsSync } from "node:fs";
import { cp, lstat, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";

export interface CondorTarball {
  /** the .tar.gz */
  readonly file: string;
  /** the same, unpacked */
  readonly directory: string;
  /** the one directory that the tarball holds */
  readonly top: string;
}

/** Debian's directory → the tarball's, first match wins. What matches none is Python, systemd or BLAHP: no worker needs it. */
const layout: readonly (readonly [from: string, to: string])[] = [
  ["/usr/libexec/condor/", "libexec/"],
  ["/usr/lib/condor/", "lib/"],
  ["/usr/share/condor/", "lib/"],
  ["/usr/bin/", "bin/"],
  ["/usr/sbin/", "sbin/"],
  ["/usr/lib/x86_64-linux-gnu/lib", "lib/lib"],
  ["/usr/lib/aarch64-linux-gnu/lib", "lib/lib"],
  ["/usr/lib/lib", "lib/lib"],
  ["/etc/condor/", "etc/condor/"],
];
const runPath = "$ORIGIN/../lib:$ORIGIN/../lib/condor";

/** Files of a package, and where they are. */
export interface PackageFiles {
  readonly version: string;
  readonly root: string;
  /** Absolute below `root`. */
  readonly files: readonly string[];
}

export const condorTarball = (bed: Bed): Promise<CondorTarball> =>
  releaseTarball(bed, "tarball", bed.condorVersion, async () => {
    const list = await mustRun(["cat", join(bed.root, "var/lib/dpkg/info/condor.list")], { timeoutMs: 10_000 });
    return { version: bed.condorVersion, root: bed.root, files: list.trim().split("\n") };
  });

/** One release as a tarball, made once for a bed; `name` is the directory for it. */
export async function releaseTarball(
  bed: Bed,
  name: string,
  version: string,
  files: (aside: string) => Promise<PackageFiles>,
): Promise<CondorTarball> {
  const machine = process.arch === "x64" ? "x86_64" : "aarch64";
  const top = `condor-${version}-${machine}_Debian13-stripped`;
  const home = join(bed.directory, name);
  const made = { file: join(home, `${top}.tar.gz`), directory: join(home, top), top };
  await withLock(join(bed.directory, `${name}.lock`), 300_000, async () => {
    if (existsSync(home)) return;
    const aside = `${home}.building`;
    await removeTree(aside);
    await compose(bed, join(aside, top), await files(aside));
    const { prefix } = await privilege();
    const sorted = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
    await mustRun([...prefix, "tar", "-C", aside, ...sorted, "-czf", join(aside, `${top}.tar.gz`), top], {
      timeoutMs: 120_000,
    });
    await rename(aside, home);
  });
  return made;
}

async function compose(bed: Bed, top: string, { version, root, files }: PackageFiles): Promise<void> {
  const { prefix } = await privilege();
  const inRoot = [...prefix, "bwrap", "--ro-bind", bed.root, "/", "--dev", "/dev", "--bind", top, "/mnt", "--"];
  const programs: string[] = [];
  for (const directory of ["bin", "sbin", "lib", "lib/condor", "libexec", "etc"])
    await mkdir(join(top, directory), { recursive: true });
  for (const file of files) {
    const rule = layout.find(([from]) => file.startsWith(from));
    if (rule === undefined) continue;
    const target = rule[1] + file.slice(rule[0].length);
    // Empty ones too: HTCondor's container test image is made of them.
    if ((await lstat(join(root, file))).isDirectory()) {
      await mkdir(join(top, target), { recursive: true });
      continue;
    }
    await mkdir(dirname(join(top, target)), { recursive: true });
    await cp(join(root, file), join(top, target), { verbatimSymlinks: true });
    if (/^(bin|sbin|libexec|lib)\/[^/]+$/.test(target)) programs.push(target);
  }
  await writeFile(join(top, "README"), `HTCondor ${version}, composed from Debian's package for tests\n`);
  // Scripts are no ELF files and links are followed elsewhere: patchelf refuses both, and each alone.
  const script =
    'run=$1; shift; cd /mnt; for f; do [ -L "$f" ] || [ "$(head -c 4 "$f" | tail -c 3)" != ELF ] || patchelf --set-rpath "$run" "$f"; done';
  await mustRun([...inRoot, "/bin/sh", "-ec", script, "sh", runPath, ...programs], { timeoutMs: 120_000 });
}
