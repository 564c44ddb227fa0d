// What src/version.ts tells about a build.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** For esbuild's `define`. */
export function stamp(): Record<string, string> {
  // Our own file.
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return { GLIDEIN_VERSION: JSON.stringify(version), GLIDEIN_COMMIT: JSON.stringify(commit()) };
}

/** The commit, with "-dirty" when the tree differs from it; "unknown" outside of a repository. */
function commit(): string {
  try {
    const options = { cwd: root, encoding: "utf8", stdio: "pipe" } as const;
    const id = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], options).trim();
    const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=no"], options);
    return changes === "" ? id : `${id}-dirty`;
  } catch {
    return "unknown";
  }
}
