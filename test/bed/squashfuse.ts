// What Apptainer mounts image files with, where a node has it: Debian's squashfuse and its libraries, unpacked.
import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { downloadPackages } from "./download-packages.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";

/** Where a node that mounts the directory has to see it; the programs are in `bin` below it. */
export const squashfusePath = "/squashfuse";

/** A directory to be mounted at `squashfusePath`. */
export async function squashfuse(bed: Bed): Promise<string> {
  const home = join(bed.directory, "squashfuse");
  await withLock(`${home}.lock`, 900_000, async () => {
    if (existsSync(home)) return;
    const aside = `${home}.building`;
    await removeTree(aside);
    await mkdir(join(aside, "bin"), { recursive: true });
    await downloadPackages(aside, { binary: ["squashfuse", "libsquashfuse0", "libfuse3-4"] });
    const { prefix } = await privilege();
    const unpack = 'cd "$1"; for deb in *.deb; do dpkg-deb -x "$deb" .; done; rm -r *.deb apt';
    await mustRun([...prefix, "sh", "-ec", unpack, "sh", aside]);
    // The root is for reading only, so that the loader has to be told where the libraries are.
    const script = `#!/bin/sh
for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
  [ -x $loader ] && exec $loader --library-path "$(echo ${squashfusePath}/usr/lib/*-linux-gnu)" ${squashfusePath}/usr/bin/squashfuse_ll "$@"
done
`;
    await writeFile(join(aside, "bin/squashfuse_ll"), script, { mode: 0o755 });
    await rename(aside, home);
  });
  return home;
}
