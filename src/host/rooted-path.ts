import { lstatSync, readlinkSync } from "node:fs";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";
import { walkPath } from "./path-walk.ts";

const maxLength = 4096;

/**
 * Where a path of the node lies when the node's root is the directory `root`: symbolic links, absolute ones
 * too, are followed inside that root, and `..` cannot leave it. The answer may name something that does not exist.
 */
export function rootedPath(root: string, path: string, follow: boolean): Read<string> {
  if (path.includes("\0")) return err({ code: "io", what: "the path contains a NUL byte" });
  if (path.length > maxLength) return err({ code: "io", what: `the path is longer than ${maxLength} characters` });
  const walk = walkPath(path);
  let step = walk.next();
  while (step.done !== true) {
    const { names, isLast } = step.value;
    step = walk.next(isLast && !follow ? null : linkTarget(join(root, names)));
  }
  return step.value === null ? err({ code: "loop", what: "too many symbolic links" }) : ok(join(root, step.value));
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
