// The program and its runtime in one file: the official Node binary of the registry, stripped, with the bundle inside.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inject } from "postject";

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
export async function buildExecutable(bundleText: string, path: string, scratch: string): Promise<void> {
  const node = join(scratch, "node");
  const main = join(scratch, "glidein.cjs");
  const blob = join(scratch, "glidein.blob");
  const configuration = join(scratch, "sea.json");
  // Stripped before the injection: a binary that is stripped afterwards does not start.
  strip(join(runtime().directory, "bin", "node"), node);
  writeFileSync(main, bundleText);
  writeFileSync(
    configuration,
    JSON.stringify({
      main,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      execArgv,
      // A worker node's NODE_OPTIONS must not reach us: it could inject code or keep us from starting.
      execArgvExtension: "none",
    }),
  );
  // V8 accepts a code cache only from the same binary with the same flags.
  execFileSync(node, [...execArgv, "--experimental-sea-config", configuration], { stdio: ["ignore", "ignore", "inherit"] });
  copyFileSync(node, path);
  await inject(path, "NODE_SEA_BLOB", readFileSync(blob), { sentinelFuse: fuse });
  chmodSync(path, 0o755);
}

function strip(from: string, to: string): void {
  try {
    execFileSync("strip", ["-o", to, from], { stdio: "inherit" });
  } catch (error) {
    throw new Error("strip failed or is missing: install the Debian package binutils", { cause: error });
  }
}
