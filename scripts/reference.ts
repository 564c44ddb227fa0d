// `node scripts/reference.ts`: writes docs/*.md, scripts/hpc/*.sh and the list of checks in README.md. A test says when they are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referenceFiles, withCheckList } from "./reference/files.ts";

const root = join(import.meta.dirname, "..");
for (const [path, text] of referenceFiles()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const readme = join(root, "README.md");
const updated = existsSync(readme) ? withCheckList(readFileSync(readme, "utf8")) : null;
if (updated !== null) writeFileSync(readme, updated);
