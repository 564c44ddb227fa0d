// Makes the Debian root: one call of mmdebstrap, then the accounts and mount points that the recipe names.
import { appendFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aptSource } from "./apt-source.ts";
import { describeFailure, mustRun, runCommand } from "./command.ts";
import { endingWithUs } from "./lifeline.ts";
import { privilege } from "./privilege.ts";
import { apptainerSuite, aptPin, packages, suite, unwantedPaths, users } from "./recipe.ts";

export async function buildRoot(
  root: string,
  scratch: string,
  architecture: string,
  onProgress: (text: string) => void,
): Promise<void> {
  const source = await aptSource();
  onProgress(`building a Debian ${suite} root with HTCondor and Apptainer from ${source.mirror} (about a minute)`);
  const pin = join(scratch, "pin");
  await writeFile(pin, aptPin);
  const { prefix } = await privilege();
  const mmdebstrap = [
    "mmdebstrap",
    "--mode=root",
    "--variant=essential",
    `--architectures=${architecture}`,
    ...source.options.map((option) => `--aptopt=${option}`),
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    "--dpkgopt=force-unsafe-io", // a cache: what a power cut spoils is built again
    ...unwantedPaths.map((path) => `--dpkgopt=path-exclude=${path}`),
    // A file, not an option: a pin has no other place, and it must be there before apt first looks.
    `--setup-hook=mkdir -p "$1/etc/apt/preferences.d" && cp ${quote(pin)} "$1/etc/apt/preferences.d/bed"`,
    `--include=${packages.join(",")}`,
    suite,
    root,
    `deb ${source.mirror} ${suite} main`,
    `deb ${source.mirror} ${apptainerSuite} main`,
  ];
  const done = await runCommand([...prefix, ...endingWithUs(mmdebstrap)], {
    timeoutMs: 1_200_000,
    holdInput: true,
    onLine: (line) => {
      const step = /^I: (running apt-get update|downloading packages|extracting archives|installing \w+ packages)/.exec(
        line,
      )?.[1];
      if (step !== undefined) onProgress(`  ${step}`);
    },
  });
  if (done.status !== 0)
    throw new Error(`the Debian root could not be built: ${describeFailure(["mmdebstrap"], done)}`);
  await addAccounts(root);
}

/** By hand, because a user namespace without a second uid range cannot run `useradd` for everybody. */
async function addAccounts(root: string): Promise<void> {
  for (const { name, uid, home } of users) {
    const id = String(uid);
    await appendFile(join(root, "etc/passwd"), `${name}:x:${id}:${id}:${name}:${home}:/bin/sh\n`);
    await appendFile(join(root, "etc/group"), `${name}:x:${id}:\n`);
    await appendFile(join(root, "etc/shadow"), `${name}:!:20000:0:99999:7:::\n`);
    const range = `${name}:${String(uid * 100_000)}:65536\n`;
    await appendFile(join(root, "etc/subuid"), range);
    await appendFile(join(root, "etc/subgid"), range);
  }
  // Bound over in every node; without the file there is nothing to bind over.
  await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  await writeFile(join(root, "etc/resolv.conf"), "");
  await writeFile(join(root, "etc/machine-id"), `${"0".repeat(31)}1\n`);
}

/** The same tree without HTCondor, for nodes that get it as a tarball. Hard links: it costs no space. */
export async function buildBareRoot(root: string, bare: string): Promise<void> {
  const { prefix } = await privilege();
  await mustRun([...prefix, "cp", "-al", root, bare]);
  const files = await mustRun([
    ...prefix,
    "find",
    join(root, "var/lib/dpkg/info"),
    "-name",
    "*condor*.list",
    "-exec",
    "cat",
    "{}",
    "+",
  ]);
  for (const file of files.split("\n")) {
    if (/^\/(usr\/(s?bin|lib|libexec)|etc\/condor)\/./.test(file) && /condor|classad|chirp|getpwnam/i.test(file)) {
      await rm(join(bare, file), { recursive: true, force: true });
    }
  }
}

/** Busybox, the files that Apptainer wants to find, and a marker that the host does not have. */
export async function buildImage(
  root: string,
  image: string,
  applets: readonly string[],
  marker: { path: string; text: string },
): Promise<void> {
  for (const directory of ["bin", "dev", "proc", "sys", "tmp", "var/tmp", "home", "srv", "root", "etc"]) {
    await mkdir(join(image, directory), { recursive: true });
  }
  await cp(join(root, "usr/bin/busybox"), join(image, "bin/busybox"));
  const { prefix } = await privilege();
  for (const applet of applets) await mustRun([...prefix, "ln", "-s", "busybox", join(image, "bin", applet)]);
  await writeFile(join(image, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  await writeFile(join(image, "etc/group"), "root:x:0:\n");
  for (const file of ["hosts", "localtime", "resolv.conf"]) await writeFile(join(image, "etc", file), "");
  await writeFile(join(image, marker.path), marker.text);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
