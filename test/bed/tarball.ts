// HTCondor as the project publishes it: one relocatable directory in a tarball. Debian's files are put into the
// official layout (libexec/ and lib/ directly below the top, where Debian has libexec/condor and lib/condor), and get
// the official run path, which Debian's lack: with it the programs find their libraries wherever they are unpacked,
// so nobody has to set LD_LIBRARY_PATH.
import { existsSync } from "node:fs";
import { cp, lstat, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { downloadPackages } from "./download-packages.ts";
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

const processor = process.arch === "x64" ? "x86_64" : "aarch64";

/** Debian's directory → the tarball's, first match wins. What matches none is Python, systemd or BLAHP: no worker needs it. */
const layout: readonly (readonly [from: string, to: string])[] = [
  ["/usr/libexec/condor/", "libexec/"],
  ["/usr/lib/condor/", "lib/"],
  ["/usr/share/condor/", "lib/"],
  ["/usr/bin/", "bin/"],
  ["/usr/sbin/", "sbin/"],
  ["/usr/lib/lib", "lib/lib"],
  [`/usr/lib/${processor}-linux-gnu/lib`, "lib/lib"],
  ["/etc/condor/", "etc/condor/"],
];
const runPath = "$ORIGIN/../lib:$ORIGIN/../lib/condor";

/** `newest` is the release of the newer suite, for a root of the older one. */
export async function condorTarball(bed: Bed, release: "installed" | "newest" = "installed"): Promise<CondorTarball> {
  const home = join(bed.directory, release === "installed" ? "tarball" : "newest-tarball");
  await withLock(`${home}.lock`, 900_000, async () => {
    if (existsSync(home)) return;
    const aside = `${home}.building`;
    await removeTree(aside);
    const { root, files, version } =
      release === "installed" ? await installed(bed) : await unpackNewest(join(aside, "packages"));
    const top = `condor-${version}-${processor}_Debian13-stripped`;
    await compose(bed, { root, files, version }, join(aside, top));
    const { prefix } = await privilege();
    const sorted = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
    await mustRun([...prefix, "tar", "-C", aside, ...sorted, "-czf", join(aside, `${top}.tar.gz`), top]);
    await removeTree(join(aside, "packages"));
    await rename(aside, home);
  });
  const top = (await readdir(home)).find((name) => name.endsWith(".tar.gz"))?.slice(0, -".tar.gz".length) ?? "";
  return { file: join(home, `${top}.tar.gz`), directory: join(home, top), top };
}

/** A root that HTCondor was unpacked into, and its files there. */
interface Unpacked {
  readonly root: string;
  readonly files: readonly string[];
  readonly version: string;
}

async function installed(bed: Bed): Promise<Unpacked> {
  const list = await readFile(join(bed.root, "var/lib/dpkg/info/condor.list"), "utf8");
  return { root: bed.root, files: list.trim().split("\n"), version: bed.condorVersion };
}

/** With the one library that the older suite has not new enough. */
async function unpackNewest(directory: string): Promise<Unpacked> {
  await mkdir(directory, { recursive: true });
  await downloadPackages(directory, { binary: ["condor", "libpcre2-8-0"] });
  const root = join(directory, "root");
  const { prefix } = await privilege();
  const script = 'cd "$1"; for deb in *.deb; do dpkg-deb -x "$deb" root; done; dpkg-deb -f condor_*.deb Version';
  const version = await mustRun([...prefix, "sh", "-ec", script, "sh", directory]);
  const files = await mustRun([...prefix, "find", root, "-mindepth", "1", "-printf", "/%P\\n"]);
  return {
    root,
    files: files.trim().split("\n"),
    version: /^[0-9.]*[0-9]/.exec(version)?.[0] ?? "unknown",
  };
}

async function compose(bed: Bed, { root, files, version }: Unpacked, top: string): Promise<void> {
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
  await mustRun([...inRoot, "/bin/sh", "-ec", script, "sh", runPath, ...programs]);
}
