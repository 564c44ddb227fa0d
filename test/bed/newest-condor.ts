// The newest HTCondor that Debian has, as a tarball that runs in the bed's root: what an edge needs, beside the pool's
// older one. Fetched by apt into directories of its own, unpacked, and never installed.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aptSource } from "./apt-source.ts";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { apptainerSuite } from "./recipe.ts";
import type { CondorTarball, PackageFiles } from "./tarball.ts";
import { releaseTarball } from "./tarball.ts";

/** The library is newer than the one of the bed's suite, and HTCondor is built with it. */
const packages = ["condor", "libpcre2-8-0"];

export async function newestCondorTarball(bed: Bed): Promise<CondorTarball> {
  const known = await newest(bed);
  const name = `tarball-${known}`;
  const packaged = join(bed.directory, `${name}.packages`);
  const made = await releaseTarball(bed, name, known, () => unpackPackages(bed, known, packaged));
  await removeTree(packaged);
  return made;
}

/** Its version, asked once for a bed, so that a newer upload changes nothing. */
async function newest(bed: Bed): Promise<string> {
  const found = (await readdir(bed.directory)).find((name) => /^tarball-[0-9][0-9.]*$/u.test(name));
  if (found !== undefined) return found.slice("tarball-".length);
  const said = await mustRun(["apt-cache", ...(await apt(bed)), "show", "--no-all-versions", "condor"], {
    timeoutMs: 60_000,
  });
  const version = /^Version: ([0-9][0-9.]*[0-9])/mu.exec(said)?.[1];
  if (version === undefined) throw new Error(`Debian ${apptainerSuite} has no package condor`);
  return version;
}

/** Options that keep apt out of everything of this machine's; its lists are up to date when this returns. */
async function apt(bed: Bed): Promise<string[]> {
  const directory = join(bed.directory, "apt");
  await mkdir(join(directory, "lists/partial"), { recursive: true });
  await mkdir(join(directory, "cache/archives/partial"), { recursive: true });
  const { mirror, options } = await aptSource();
  await writeFile(join(directory, "sources.list"), `deb ${mirror} ${apptainerSuite} main\n`);
  await writeFile(join(directory, "status"), "");
  await writeFile(join(directory, "conf"), `${options.join("\n")}\n`);
  const own = [
    ...["-c", join(directory, "conf")],
    ...["-o", `Dir::Etc::sourcelist=${join(directory, "sources.list")}`, "-o", "Dir::Etc::sourceparts=/dev/null"],
    ...["-o", `Dir::State::lists=${join(directory, "lists")}`, "-o", `Dir::State::status=${join(directory, "status")}`],
    ...["-o", `Dir::Cache=${join(directory, "cache")}`, "-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none"],
  ];
  await mustRun(["apt-get", ...own, "--quiet", "update"], { timeoutMs: 300_000 });
  return own;
}

async function unpackPackages(bed: Bed, version: string, root: string): Promise<PackageFiles> {
  const debs = `${root}.debs`;
  await removeTree(debs);
  await removeTree(root);
  await mkdir(debs, { recursive: true });
  const options = (await apt(bed)).map((one) => `'${one}'`).join(" ");
  await mustRun(["sh", "-ec", `cd "$1"; shift; apt-get ${options} --quiet download "$@"`, "sh", debs, ...packages], {
    timeoutMs: 300_000,
  });
  for (const deb of await readdir(debs)) await mustRun(["dpkg", "-x", join(debs, deb), root], { timeoutMs: 60_000 });
  const list = await mustRun(["find", root, "-mindepth", "1", "-printf", "/%P\\n"], { timeoutMs: 20_000 });
  await removeTree(debs);
  return { version, root, files: list.trim().split("\n").sort() };
}
