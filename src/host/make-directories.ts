import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./read-failure.ts";

/**
 * Makes a directory and those above it, all with this mode; one that is there stays as it is. Throws what the file system
 * says. Node's own `recursive` never ends where a directory is there and nothing can be made in it under any name: /proc,
 * or a home directory below an automounter that does not know it.
 */
export function makeDirectories(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const code = systemCode(error);
    const above = dirname(path);
    if (code === "EEXIST" && statSync(path).isDirectory()) return;
    if (code !== "ENOENT" || above === path) throw error;
    makeDirectories(above, mode);
    makeBelow(path, mode);
  }
}

/** In a directory that is there; somebody else may be faster. */
function makeBelow(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (systemCode(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}
