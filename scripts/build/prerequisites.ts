// What the build needs of the machine: a C compiler with the kernel's headers, and strip. Installed when we may.
import { spawnSync } from "node:child_process";

interface Need {
  readonly debianPackage: string;
  readonly isThere: () => boolean;
}

const runs = (command: string, options: readonly string[], input = ""): boolean =>
  spawnSync(command, options, { input, stdio: ["pipe", "ignore", "ignore"] }).status === 0;

const compiles = (source: string): boolean =>
  runs(process.env["CC"] ?? "cc", ["-fsyntax-only", "-x", "c", "-"], source);

const needs: readonly Need[] = [
  { debianPackage: "gcc", isThere: () => compiles("") },
  { debianPackage: "libc6-dev", isThere: () => compiles("#include <asm/unistd.h>\n#include <linux/prctl.h>\n") },
  { debianPackage: "binutils", isThere: () => runs("strip", ["--version"]) },
];

/** Throws with the command to type where something is missing and cannot be installed from here. */
export function ensureBuildTools(say: (text: string) => void): void {
  const missing = needs.filter(({ isThere }) => !isThere()).map(({ debianPackage }) => debianPackage);
  if (missing.length === 0) return;
  const command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends", ...missing];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !runs("apt-get", ["--version"])) {
    throw new Error(`the build needs ${missing.join(", ")} (names of Debian packages); as root: ${command.join(" ")}`);
  }
  say(`installing on this machine: ${missing.join(" ")}`);
  // Without lists apt-get knows no package, with old ones it asks for files that are no longer there.
  apt(["apt-get", "-o", "DPkg::Lock::Timeout=120", "update"]);
  apt(command);
}

function apt([program = "", ...options]: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync(program, options, { env, encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`${program} ${options.join(" ")} failed: ${(done.stderr || done.stdout).trim().slice(-2000)}`);
}
