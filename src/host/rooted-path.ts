import { lstatSync, readlinkSync } from "node:fs";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";

const maxSymlinks = 40;
const maxLength = 4096;

/**
 * Where a path of the node lies when the node's root is the directory `root`: symbolic links, absolute ones
 * too, are followed inside that root, and `..` cannot leave it. The answer may name something that does not exist.
 */
export function rootedPath(root: string, path: string, follow: boolean): Read<string> {
  if (path.includes("\0")) return err({ code: "io", what: "the path contains a NUL byte" });
  if (path.length > maxLength) return err({ code: "io", what: `the path is longer than ${maxLength} characters` });
  const pending = path.split("/").reverse();
  const reached: string[] = [];
  let symlinks = 0;
  while (pending.length > 0) {
    const name = pending.pop();
    if (name === undefined || name === "" || name === ".") continue;
    if (name === "..") {
      reached.pop();
      continue;
    }
    reached.push(name);
    if (!follow && pending.every((rest) => rest === "")) break;
    const target = linkTarget(join(root, reached));
    if (target === null) continue;
    symlinks += 1;
    if (symlinks > maxSymlinks) return err({ code: "loop", what: "too many symbolic links" });
    reached.pop();
    if (target.startsWith("/")) reached.length = 0;
    pending.push(...target.split("/").reverse());
  }
  return ok(join(root, reached));
}

const join = (root: string, names: readonly string[]): string =>
  names.length === 0 ? root : `${root === "/" ? "" : root}/${names.join("/")}`;

function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    // What does not exist or may not be looked at is no link; the operation that follows says why.
    return null;
  }
}
