// The npm packages with the official Node binaries: the one of this machine is installed, the other is fetched once.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "./runtime-file.ts";

export interface RuntimePackage {
  readonly version: string;
  /** Has bin/node and LICENSE. */
  readonly directory: string;
}

const root = join(import.meta.dirname, "..", "..");

/** Throws when the package cannot be fetched, or is not what the lock file says. */
export function runtimePackage(architecture: Architecture): RuntimePackage {
  const name = `node-linux-${architecture}`;
  const { version, integrity } = locked(name);
  const installed = join(root, "node_modules", name);
  if (existsSync(join(installed, "bin", "node"))) return { version, directory: installed };
  const directory = join(root, ".cache", "runtime-packages", `${name}-${version}`);
  if (!existsSync(directory)) fetchPackage(`${name}@${version}`, integrity, directory);
  return { version, directory: join(directory, "package") };
}

function locked(name: string): { readonly version: string; readonly integrity: string } {
  // As npm writes it.
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  if (entry?.integrity === undefined) throw new Error(`package-lock.json does not pin ${name}`);
  return { version: entry.version, integrity: entry.integrity };
}

function fetchPackage(name: string, integrity: string, directory: string): void {
  const parent = join(directory, "..");
  mkdirSync(parent, { recursive: true });
  const aside = mkdtempSync(join(parent, ".fetching-"));
  try {
    const options = { cwd: aside, encoding: "utf8", stdio: "pipe" } as const;
    const file = join(aside, execFileSync("npm", ["pack", "--silent", name], options).trim());
    const digest = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
    if (digest !== integrity) throw new Error(`${name} is not what package-lock.json pins: ${digest}`);
    execFileSync("tar", ["-xzf", file, "-C", aside, "package/bin/node", "package/LICENSE", "package/package.json"]);
    rmSync(file);
    renameSync(aside, directory);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
