// What the bed needs of the machine that it runs on: a handful of Debian packages, installed when we may.
import { accessSync, constants, existsSync } from "node:fs";
import { mustRun } from "./command.ts";

/** program, or a file's path → Debian package */
const needed: readonly (readonly [program: string, debianPackage: string])[] = [
  ["mmdebstrap", "mmdebstrap"],
  ["bwrap", "bubblewrap"],
  ["ip", "iproute2"],
  ["nsenter", "util-linux"],
  ["unshare", "util-linux"],
  ["flock", "util-linux"],
  ["setpriv", "util-linux"],
  ["tar", "tar"],
  ["dpkg", "dpkg"],
  ["apt-config", "apt"],
  ["/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"],
];
const neededWithoutRoot: typeof needed = [["newuidmap", "uidmap"]];

export async function ensureHostPackages(onProgress: (text: string) => void): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const missing = [
    ...new Set(
      [...needed, ...(isRoot ? [] : neededWithoutRoot)]
        .filter(([program]) => !isInstalled(program))
        .map(([, name]) => name),
    ),
  ];
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!isRoot || !isInstalled("apt-get"))
    throw new Error(`missing on this machine: ${missing.join(", ")}; as root: ${command}`);
  onProgress(`installing on this machine: ${missing.join(" ")}`);
  const env = { ...definedEnvironment(), DEBIAN_FRONTEND: "noninteractive" };
  // Without lists apt-get knows no package, with old ones it asks for files that are no longer there.
  await mustRun(["apt-get", "-o", "DPkg::Lock::Timeout=120", "update"], { timeoutMs: 300_000, env });
  await mustRun(["apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends", ...missing], {
    timeoutMs: 600_000,
    env,
  });
}

function isInstalled(program: string): boolean {
  if (program.startsWith("/")) return existsSync(program);
  const directories = [
    ...(process.env["PATH"] ?? "").split(":"),
    "/usr/local/sbin",
    "/usr/sbin",
    "/sbin",
    "/usr/bin",
    "/bin",
  ];
  return directories.some((directory) => {
    try {
      accessSync(`${directory}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
