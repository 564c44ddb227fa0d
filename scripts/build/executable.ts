// The program and its runtime in one file: the official Node binary of the registry, stripped, with the bundle inside.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * A pilot lives for days beside jobs that pay for the memory. The heap's limit only bounds a leak: what is downloaded
 * and unpacked lies outside of the heap. A site's SIGUSR1 is a warning, no request for a debugger.
 */
const execArgv = [
  "--max-semi-space-size=1",
  "--max-old-space-size=128",
  "--optimize-for-size",
  "--v8-pool-size=1",
  "--disable-sigusr1",
];

export interface Runtime {
  readonly version: string;
  /** Directory of the npm package: bin/node, LICENSE. */
  readonly directory: string;
}

export function runtime(): Runtime {
  const name = `node-linux-${process.arch}`;
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { version, directory: dirname(manifest) };
}

/** Writes the executable to `path`; `scratch` is a directory for what comes before it. */
export function buildExecutable(bundleText: string, path: string, scratch: string): void {
  const require = createRequire(import.meta.url);
  const node = join(scratch, "node");
  // Relative names: the main one becomes part of the executable, which must not depend on where it was built.
  const [main, configuration, blob] = ["glidein.cjs", "sea.json", "glidein.blob"];
  // Stripped before the injection: a binary that is stripped afterwards does not start.
  step(
    "strip",
    ["-o", node, join(runtime().directory, "bin", "node")],
    scratch,
    "is the Debian package binutils installed?",
  );
  writeFileSync(join(scratch, main), bundleText);
  writeFileSync(
    join(scratch, configuration),
    JSON.stringify({
      main,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      // Node looks for its own `--env-file` among all arguments up to `--`, reads that file, obeys a NODE_OPTIONS in it,
      // and exits when it is not there; ours is another option of that name.
      execArgv: [...execArgv, "--"],
      // A worker node's NODE_OPTIONS must not reach us: it could inject code or keep us from starting.
      execArgvExtension: "none",
    }),
  );
  // V8 accepts a code cache only from the same binary with the same flags. A cache holds hash values, which have a
  // random seed: fixing it changes no flag that V8 compares, and makes every build the same.
  step(node, [...execArgv, "--random-seed=1", "--experimental-sea-config", configuration], scratch);
  copyFileSync(node, path);
  const postject = require.resolve("postject/dist/cli.js");
  step(process.execPath, [postject, path, "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse], scratch);
  chmodSync(path, 0o755);
}

/** What these programs say is of interest only when they fail. */
function step(program: string, options: readonly string[], cwd: string, advice = ""): void {
  const done = spawnSync(program, options, { cwd, encoding: "utf8" });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `${done.stdout}${done.stderr}`.trim();
  throw new Error(`${program} ${options.join(" ")} failed: ${reason} ${advice}`);
}
