// Debian roots with nothing but the base packages, of the oldest release that the mirror still has and of the newest.
import { existsSync } from "node:fs";
import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { aptSource } from "../../bed/apt-source.ts";
import { describeFailure, runCommand } from "../../bed/command.ts";
import { ensureHostPackages } from "../../bed/host-packages.ts";
import { endingWithUs } from "../../bed/lifeline.ts";
import { withLock } from "../../bed/lock.ts";
import { privilege } from "../../bed/privilege.ts";
import { users } from "../../bed/recipe.ts";

const cache = resolve(fileURLToPath(new URL("../../../.cache/base-roots", import.meta.url)));
/** With a glibc that the runtime can do with: Debian 10 has the 2.28 that it needs. */
const releases = ["buster", "bullseye", "bookworm", "trixie"];

export async function oldestRelease(): Promise<string> {
  for (const release of releases) if (await isOnMirror(release)) return release;
  throw new Error("the mirror has no Debian release that is known here");
}

/** "stable" is the newest one by definition. */
export const newestRelease = "stable";

async function isOnMirror(release: string): Promise<boolean> {
  const { mirror } = await aptSource();
  try {
    return (await fetch(`${mirror}/dists/${release}/InRelease`, { method: "HEAD" })).ok;
  } catch {
    return false;
  }
}

/** Path of the root; made when it is not there yet. */
export async function baseRoot(release: string): Promise<string> {
  await ensureHostPackages(() => undefined);
  const root = join(cache, release);
  await mkdir(cache, { recursive: true });
  await withLock(join(cache, "lock"), 900_000, async () => {
    if (!existsSync(root)) await build(release, root);
  });
  return root;
}

async function build(release: string, root: string): Promise<void> {
  const { mirror, options } = await aptSource();
  const { prefix } = await privilege();
  const aside = `${root}.${String(process.pid)}`;
  const mmdebstrap = [
    ...["mmdebstrap", "--mode=root", "--variant=minbase", '--aptopt=Acquire::Languages "none"'],
    ...options.map((option) => `--aptopt=${option}`),
    ...[
      "--dpkgopt=force-unsafe-io",
      "--dpkgopt=path-exclude=/usr/share/doc/*",
      "--dpkgopt=path-exclude=/usr/share/locale/*",
    ],
    ...[release, aside, `deb ${mirror} ${release} main`],
  ];
  const done = await runCommand([...prefix, ...endingWithUs(mmdebstrap)], { timeoutMs: 600_000, holdInput: true });
  if (done.status !== 0) throw new Error(describeFailure(["mmdebstrap", release], done));
  for (const { name, uid, home } of users) {
    await appendFile(join(aside, "etc/passwd"), `${name}:x:${String(uid)}:${String(uid)}:${name}:${home}:/bin/sh\n`);
    await appendFile(join(aside, "etc/group"), `${name}:x:${String(uid)}:\n`);
  }
  // Bound over in every node; without the file there is nothing to bind over.
  await writeFile(join(aside, "etc/hosts"), "127.0.0.1 localhost\n");
  await rename(aside, root);
}
