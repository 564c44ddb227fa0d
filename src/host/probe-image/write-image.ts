import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDirectories } from "../make-directories.ts";
import { type ImageTree, isImageFile } from "./tree.ts";

/** Writes the tree as a sandbox directory. Throws what the file system says. */
export function writeImage(directory: string, tree: ImageTree): void {
  makeDirectories(directory, 0o755);
  for (const [name, node] of Object.entries(tree)) {
    const path = join(directory, name);
    if (isImageFile(node)) writeFileSync(path, node.content, { mode: node.mode, flag: "wx" });
    else writeImage(path, node);
  }
}
