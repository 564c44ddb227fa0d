// The program and its runtime in one file: the official Node binary of the registry, stripped, with the chunks inside.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Bundle } from "./bundle.ts";
import { loaderText } from "./loader.ts";
import { crossTool } from "./native-program.ts";

const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Flags of V8 and of Node that are part of the executable. */
export const execArgv: readonly string[] = [
  // A pilot lives for days beside jobs that pay for the memory. The heap's limit only bounds a leak: what is
  // downloaded and unpacked lies outside of the heap.
  "--max-semi-space-size=1",
  "--max-old-space-size=128",
  "--optimize-for-size",
  // Node can hang for ever at its exit when V8 is just compiling in another thread (nodejs/node#54918); with a small
  // heap that is not rare. No thread, no hang, and none of the memory that threads take.
  "--single-threaded",
  "--v8-pool-size=1",
  // A site's SIGUSR1 is a warning, no request for a debugger.
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
  // A package always has one.
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { version, directory: dirname(manifest) };
}

/** What V8 compiled at the build is not compiled again; were it of another V8, it would be ignored. */
const getChunk = `
const { getRawAsset } = require("node:sea");
function getChunk(name) {
  if (!name.startsWith("./")) return undefined;
  const { Script } = require("node:vm");
  const text = Buffer.from(getRawAsset(name)).toString();
  const cachedData = Buffer.from(getRawAsset(name + ".cache"));
  return new Script(text, { filename: name.slice(2), cachedData }).runInThisContext();
}
`;
const cachedData = /^ +const cachedData.*$|, cachedData(?= \})/gmu;

/** Run by the runtime itself: compiles each file that it is given and writes the result beside it. */
const compileChunks = `
const { readFileSync, writeFileSync } = require("node:fs");
const { Script } = require("node:vm");
for (const name of process.argv.slice(2)) {
  const script = new Script(readFileSync(name, "utf8"), { filename: name.slice(2) });
  writeFileSync(name + ".cache", script.createCachedData());
}
`;

/** The official Node for the processor of the executable, when that is not this machine's. */
export interface ForeignTarget {
  readonly architecture: string;
  readonly node: string;
}

/**
 * Writes the executable to `path`; `scratch` is an empty directory for what comes before it. Only a Node of the same
 * processor makes a code cache that V8 takes, so one for another processor has none and starts 20 ms later.
 */
export function buildExecutable(bundle: Bundle, path: string, scratch: string, foreign?: ForeignTarget): void {
  const node = join(scratch, "node");
  // Relative names: they become part of the executable, which must not depend on where it was built.
  const write = (name: string, text: string): void => writeFileSync(join(scratch, name), text);
  // Stripped before the injection: a binary that is stripped afterwards does not start.
  step(
    "strip",
    ["-o", node, join(runtime().directory, "bin", "node")],
    scratch,
    "is the Debian package binutils there?",
  );

  const onDemand = bundle.chunks.filter(({ isAtStart }) => !isAtStart);
  for (const { name, text } of onDemand) write(name, `(function (require, module, exports) {${text}})`);
  // V8 takes a code cache only from the same binary with the same flags. It holds hash values, which have a random
  // seed: fixing that one is none of the flags that V8 compares, and makes every build the same.
  const compiler = [...execArgv, "--random-seed=1"];
  const names = onDemand.map(({ name }) => name);
  const useCodeCache = foreign === undefined;
  if (useCodeCache) {
    write("compile-chunks.cjs", compileChunks);
    step(node, [...compiler, "compile-chunks.cjs", ...names], scratch);
  }

  write("glidein.cjs", loaderText(bundle, useCodeCache ? getChunk : getChunk.replace(cachedData, "")));
  const files = names.flatMap((name) => (useCodeCache ? [name, `${name}.cache`] : [name]));
  const assets = Object.fromEntries(files.map((name) => [name, name]));
  write("sea.json", JSON.stringify({ ...configuration, useCodeCache, assets }));
  step(node, [...compiler, "--experimental-sea-config", "sea.json"], scratch);

  if (foreign === undefined) copyFileSync(node, path);
  else
    step(
      crossTool("strip", foreign.architecture) ?? "strip",
      ["-o", path, foreign.node],
      scratch,
      "is the Debian package binutils for that processor there?",
    );
  const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
  step(process.execPath, [postject, path, "NODE_SEA_BLOB", configuration.output, "--sentinel-fuse", fuse], scratch);
  chmodSync(path, 0o755);
}

const configuration = {
  main: "glidein.cjs",
  output: "glidein.blob",
  disableExperimentalSEAWarning: true,
  // Node looks for its own `--env-file` among all arguments up to `--`, obeys a NODE_OPTIONS in that file, and exits
  // with status 9 when there is none; ours is another option of that name.
  execArgv: [...execArgv, "--"],
  // A worker node's NODE_OPTIONS must not reach us: it could inject code or keep us from starting.
  execArgvExtension: "none",
};

/** What these programs say is of interest only when they fail. */
function step(program: string, options: readonly string[], cwd: string, advice = ""): void {
  const done = spawnSync(program, options, { cwd, encoding: "utf8" });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `${done.stdout}${done.stderr}`.trim();
  throw new Error(`${program} ${options.join(" ")} failed: ${reason} ${advice}`);
}
