// The bed's root with both module systems of Debian in it. Their packages exclude each other but share no file that
// counts, so they are only unpacked; which of them a program finds is said by MODULESHOME.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";
import { downloadPackages } from "./slurm-root.ts";

/** The value of MODULESHOME for each. */
export const moduleSystems = { "environment-modules": "/usr/share/modules", lmod: "/usr/share/lmod/lmod" } as const;
/** Raised by hand when the same packages give another root. */
const revision = 1;

/** Path of the root. */
export async function modulesRoot(bed: Bed): Promise<string> {
  const digest = createHash("sha256").update(JSON.stringify({ revision, moduleSystems })).digest("hex").slice(0, 8);
  const root = join(bed.directory, `modules-${digest}`);
  await withLock(join(bed.directory, "modules.lock"), 900_000, async () => {
    if (!existsSync(root)) await build(bed, root);
  });
  return root;
}

async function build(bed: Bed, root: string): Promise<void> {
  const { prefix } = await privilege();
  const aside = `${root}.building`;
  const made = join(aside, "root");
  await removeTree(aside);
  await mustRun([...prefix, "mkdir", "-p", aside]);
  // Hard links: unpacking puts a new file in the place of an old one, so the bed's own root stays as it is.
  await mustRun([...prefix, "cp", "-al", bed.root, made]);
  for (const name of Object.keys(moduleSystems)) {
    const apt = join(aside, name);
    await downloadPackages(bed, apt, [name]);
    const archives = join(apt, "cache/archives");
    for (const file of (await readdir(archives)).filter((one) => one.endsWith(".deb")))
      await mustRun([...prefix, "dpkg-deb", "-x", join(archives, file), made]);
  }
  await rename(made, root);
  await removeTree(aside);
}
