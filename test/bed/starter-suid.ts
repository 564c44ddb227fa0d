// The setuid helper that makes an Apptainer a privileged one. Debian's package is built without it, so it is built
// from Debian's source package: with the tools and libraries of the same release, unpacked and not installed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { aptSource } from "./apt-source.ts";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import { describeFailure, mustRun, runCommand } from "./command.ts";
import { downloadPackages } from "./download-packages.ts";
import { endingWithUs } from "./lifeline.ts";
import { withLock } from "./lock.ts";
import { privilege } from "./privilege.ts";
import { apptainerSuite } from "./recipe.ts";

/** Where Debian's Apptainer has its starter, and a privileged one its helper, in the bed's root. */
export const starterDirectory = `/usr/lib/${process.arch === "x64" ? "x86_64" : "aarch64"}-linux-gnu/apptainer/bin`;

const script = resolve(fileURLToPath(new URL("starter-suid.sh", import.meta.url)));
const tools = [
  "golang-go",
  "gcc",
  "libc6-dev",
  "libseccomp-dev",
  "bash",
  "coreutils",
  "dash",
  "findutils",
  "grep",
  "mawk",
  "patch",
  "pkgconf",
  "sed",
  "tar",
  "gzip",
  "xz-utils",
];

/**
 * What the helper imports, directly or not. By name, because the packages' own dependencies are for building everything
 * and every test: twenty times as much.
 */
const libraries = [
  "dbus",
  "github-appc-cni",
  "github-apptainer-container-key-client",
  "github-apptainer-sif",
  "github-astromechza-etcpwdparse",
  "github-blang-semver",
  "github-cilium-ebpf",
  "github-cloudflare-circl",
  "github-containernetworking-plugins",
  "github-containers-image",
  "github-containers-storage",
  "github-coreos-go-iptables",
  "github-coreos-go-systemd",
  "github-cyphar-filepath-securejoin",
  "github-docker-docker-credential-helpers",
  "github-docker-docker",
  "github-google-go-containerregistry",
  "github-google-uuid",
  "github-mitchellh-go-homedir",
  "github-moby-sys",
  "github-opencontainers-cgroups",
  "github-opencontainers-go-digest",
  "github-opencontainers-image-spec",
  "github-opencontainers-runc",
  "github-opencontainers-selinux",
  "github-opencontainers-specs",
  "github-pelletier-go-toml.v2",
  "github-pkg-errors",
  "github-protonmail-go-crypto",
  "github-safchain-ethtool",
  "github-samber-lo",
  "github-seccomp-containers-golang",
  "github-seccomp-libseccomp-golang",
  "github-secure-systems-lab-go-securesystemslib",
  "github-sigstore-protobuf-specs",
  "github-sigstore-sigstore",
  "github-sirupsen-logrus",
  "github-sylabs-json-resp",
  "github-vishvananda-netlink",
  "github-vishvananda-netns",
  "github-youmark-pkcs8",
  "golang-x-crypto",
  "golang-x-exp",
  "golang-x-net",
  "golang-x-sys",
  "golang-x-term",
  "google-genproto",
  "google-protobuf",
  "gopkg-yaml.v2",
  "k8s-sigs-knftables",
  "mvdan-sh",
].map((name) => `golang-${name}-dev`);

/** Path of the program, without its setuid bit; built when it is not there yet. */
export async function starterSuid(bed: Bed, onProgress: (text: string) => void = () => undefined): Promise<string> {
  const recipe = createHash("sha256").update(JSON.stringify([tools, libraries, readFileSync(script, "utf8")]));
  const home = join(bed.directory, `starter-suid-${recipe.digest("hex").slice(0, 8)}`);
  await withLock(`${home}.lock`, 1_200_000, async () => {
    if (!existsSync(home)) await build(bed, home, onProgress);
  });
  return join(home, "starter-suid");
}

async function build(bed: Bed, home: string, onProgress: (text: string) => void): Promise<void> {
  const started = performance.now();
  onProgress("building Apptainer's setuid helper from Debian's source package (one to three minutes)");
  const aside = `${home}.building`;
  await removeTree(aside);
  const root = join(aside, "root");
  const work = join(aside, "work");
  await mkdir(work, { recursive: true });
  await Promise.all([unpackTools(root), downloadPackages(work, { binary: libraries, source: ["apptainer"] })]);
  const { prefix } = await privilege();
  // Samples for the libraries' own tests are most of some packages.
  const unpack =
    'for deb in "$2"/golang-*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$1" --exclude="*/testdata"; done';
  await mustRun([...prefix, "nice", "sh", "-ec", unpack, "sh", root, work], { timeoutMs: 300_000 });
  const inRoot = [
    ...["bwrap", "--die-with-parent", "--bind", root, "/", "--dev", "/dev", "--proc", "/proc", "--bind", work, "/work"],
    ...["--ro-bind", script, "/work/build.sh", "--", "/usr/bin/bash", "/work/build.sh"],
  ];
  await mustRun([...prefix, "nice", ...inRoot, resolve(starterDirectory, "../.."), bed.apptainerVersion], {
    timeoutMs: 900_000,
  });
  await mkdir(join(aside, "done"));
  await cp(join(work, "starter-suid"), join(aside, "done/starter-suid"));
  await rename(join(aside, "done"), home);
  await removeTree(aside);
  onProgress(`the setuid helper is built (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

async function unpackTools(root: string): Promise<void> {
  const { mirror, options } = await aptSource();
  const { prefix } = await privilege();
  const mmdebstrap = [
    ...["nice", "mmdebstrap", "--mode=root", "--variant=extract", '--aptopt=Acquire::Languages "none"'],
    ...[...options, 'APT::Install-Recommends "false"'].map((option) => `--aptopt=${option}`),
    ...[`--include=${tools.join(",")}`, apptainerSuite, root, `deb ${mirror} ${apptainerSuite} main`],
  ];
  const done = await runCommand([...prefix, ...endingWithUs(mmdebstrap)], { timeoutMs: 600_000, holdInput: true });
  if (done.status !== 0) throw new Error(describeFailure(["mmdebstrap", apptainerSuite], done));
}
