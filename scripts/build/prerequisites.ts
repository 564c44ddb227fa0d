// What the build needs of the machine: a C compiler with the kernel's headers, and strip, for each processor that it
// builds for. Installed when we may.
import { spawnSync } from "node:child_process";
import { crossTool } from "./native-program.ts";

interface Need {
  readonly debianPackage: string;
  readonly isThere: () => boolean;
}

const runs = (command: string, options: readonly string[], input = ""): boolean =>
  spawnSync(command, options, { input, stdio: ["pipe", "ignore", "ignore"] }).status === 0;

/** Debian's names: of the packages of a compiler, of the headers, and of strip, for a processor that is not this one. */
const crossPackages: Readonly<Record<string, readonly [string, string, string]>> = {
  arm64: ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross", "binutils-aarch64-linux-gnu"],
  x64: ["gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross", "binutils-x86-64-linux-gnu"],
};

function needsFor(architecture: string): readonly Need[] {
  const compiler = crossTool("gcc", architecture) ?? process.env["CC"] ?? "cc";
  const compiles = (source: string): boolean => runs(compiler, ["-fsyntax-only", "-x", "c", "-"], source);
  const ofThisMachine = ["gcc", "libc6-dev", "binutils"] as const;
  const [gcc, headers, binutils] =
    (architecture === process.arch ? undefined : crossPackages[architecture]) ?? ofThisMachine;
  return [
    { debianPackage: gcc, isThere: () => compiles("") },
    { debianPackage: headers, isThere: () => compiles("#include <asm/unistd.h>\n#include <linux/prctl.h>\n") },
    { debianPackage: binutils, isThere: () => runs(crossTool("strip", architecture) ?? "strip", ["--version"]) },
  ];
}

/** Throws with the command to type where something is missing and cannot be installed from here. */
export function ensureBuildTools(say: (text: string) => void, architectures: readonly string[] = [process.arch]): void {
  const needs = architectures.flatMap(needsFor);
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
