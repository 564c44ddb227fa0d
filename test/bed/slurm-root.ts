// The bed's root with Slurm and OpenSSH in it, for machines that are a cluster. Made when it is first asked for: the
// other tests do not wait for it. The packages are only unpacked; what their scripts would set up, every cluster has of its own.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aptSource } from "./apt-source.ts";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { mustRun } from "./command.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";
import { suite } from "./recipe.ts";

const packages = ["slurmctld", "slurmd", "slurm-client", "munge", "openssh-server", "openssh-client"] as const;
/** Raised by hand when the same packages give another root. */
const revision = 3;

/** Directories of a machine's own that the packages' scripts would have made. */
const ownDirectories = [
  "/etc/munge",
  "/etc/slurm",
  "/etc/ssh",
  "/var/lib/munge",
  "/var/log/munge",
  "/var/log/slurm",
  "/var/spool/slurm",
];

/** Path of the root. */
export async function slurmRoot(bed: Bed): Promise<string> {
  const digest = createHash("sha256")
    .update(JSON.stringify({ revision, packages, ownDirectories }))
    .digest("hex")
    .slice(0, 8);
  const root = join(bed.directory, `slurm-${digest}`);
  await withLock(join(bed.directory, "slurm.lock"), 900_000, async () => {
    if (!existsSync(root)) await build(bed, root);
  });
  return root;
}

async function build(bed: Bed, root: string): Promise<void> {
  const { prefix } = await privilege();
  const aside = `${root}.building`;
  const apt = join(aside, "apt");
  const made = join(aside, "root");
  await removeTree(aside);
  await mkdir(aside, { recursive: true });
  // Hard links: unpacking puts a new file in the place of an old one, so the bed's own root stays as it is.
  await mustRun([...prefix, "cp", "-al", bed.root, made]);
  await downloadPackages(bed, apt, packages);
  for (const name of (await readdir(join(apt, "cache/archives"))).filter((file) => file.endsWith(".deb")))
    await mustRun([...prefix, "dpkg-deb", "-x", join(apt, "cache/archives", name), made]);
  await mustRun([...prefix, "mkdir", "-p", ...ownDirectories.map((path) => join(made, path))]);
  // Debian's alternatives. The name counts: a daemon under another one refuses to start.
  for (const name of ["slurmctld", "slurmd", "slurmstepd"])
    await mustRun([...prefix, "ln", "-s", `${name}-wlm`, join(made, "usr/sbin", name)]);
  await addSshAccount(made);
  await rename(made, root);
  await removeTree(aside);
}

/** As this machine's apt reaches the mirror, for a system that has what the bed's root has. */
export async function downloadPackages(bed: Bed, apt: string, wanted: readonly string[]): Promise<void> {
  for (const directory of ["state/lists/partial", "cache/archives/partial", "etc"])
    await mkdir(join(apt, directory), { recursive: true });
  const { prefix } = await privilege();
  const source = await aptSource();
  await writeFile(join(apt, "etc/sources.list"), `deb ${source.mirror} ${suite} main\n`);
  await writeFile(join(apt, "etc/fetch.conf"), `${source.options.join("\n")}\n`);
  const settings = {
    "Dir::State": join(apt, "state"),
    "Dir::State::status": join(bed.root, "var/lib/dpkg/status"),
    "Dir::Cache": join(apt, "cache"),
    "Dir::Etc::sourcelist": join(apt, "etc/sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "APT::Sandbox::User": "root",
    "APT::Install-Recommends": "false",
    "Acquire::Languages": "none",
    "Debug::NoLocking": "true",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const aptGet = [...prefix, "apt-get", "-c", join(apt, "etc/fetch.conf"), ...options];
  await mustRun([...aptGet, "update"]);
  await mustRun([...aptGet, "install", "--download-only", "--yes", ...wanted], { timeoutMs: 300_000 });
}

/** sshd starts for nobody when its own account is not there. */
async function addSshAccount(root: string): Promise<void> {
  const replace = async (file: string, line: string): Promise<void> => {
    const { prefix } = await privilege();
    // A copy first: the file is a link to the bed's own.
    await mustRun([...prefix, "cp", "-p", join(root, file), join(root, `${file}.new`)]);
    await mustRun([...prefix, "mv", join(root, `${file}.new`), join(root, file)]);
    await appendFile(join(root, file), line);
  };
  await replace("etc/passwd", "sshd:x:990:65534:sshd:/run/sshd:/usr/sbin/nologin\n");
  await replace("etc/shadow", "sshd:!:20000:0:99999:7:::\n");
}
