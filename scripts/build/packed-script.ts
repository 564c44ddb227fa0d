// The program for a Node that is already there. V8 looks through the whole text of a script before it runs any of it,
// which for a bundle takes longer than Node's own start; so all that is imported on demand lies in the script as
// compressed text, and is compiled when it is asked for.
import { basename } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, type Metafile, type OutputFile, transform } from "esbuild";
import { bundleOptions, textOptions } from "./bundle.ts";

const mainChunk = "./main.js";

/** Runs a chunk at its first use. Names that are no chunk are Node's own modules. */
const loader = `
const loaded = new Map();
const compile = (name) =>
  typeof chunks[name] === "function" ? chunks[name] : require("node:vm").compileFunction(
    require("node:zlib").brotliDecompressSync(Buffer.from(chunks[name], "base64")).toString(),
    ["require", "module", "exports"],
    { filename: __filename + name.slice(1) },
  );
function load(name) {
  if (!Object.hasOwn(chunks, name)) return require(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  compile(name)(load, module, module.exports);
  return module.exports;
}
load("${mainChunk}");
`;

export async function packedScript(): Promise<string> {
  const { outputFiles, metafile } = await build({
    ...bundleOptions(),
    entryPoints: { main: "src/main.ts" },
    outdir: "chunks",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
  });
  const atStart = chunksAtStart(metafile);
  const chunks = await Promise.all(outputFiles.map((file) => packedChunk(file, atStart)));
  return `#!/usr/bin/env node\n"use strict";\nconst chunks = {\n${chunks.join(",\n")},\n};${loader}`;
}

const chunkName = (path: string): string => `./${basename(path)}`;

async function packedChunk(file: OutputFile, atStart: ReadonlySet<string>): Promise<string> {
  const name = chunkName(file.path);
  const { code } = await transform(file.text, {
    ...textOptions,
    format: "cjs",
    supported: { "dynamic-import": false },
  });
  const body = atStart.has(name)
    ? `(require, module, exports) => {\n${code}}`
    : JSON.stringify(brotliCompressSync(code).toString("base64"));
  return `${JSON.stringify(name)}: ${body}`;
}

/** The first chunk and those that it needs before it does anything. */
function chunksAtStart({ outputs }: Metafile): ReadonlySet<string> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [chunkName(path), output]));
  const reached = new Set([mainChunk]);
  // The set grows while it is walked.
  for (const name of reached) {
    const imports = byName.get(name)?.imports ?? [];
    for (const { path, kind, external } of imports) {
      if (kind === "import-statement" && external !== true) reached.add(chunkName(path));
    }
  }
  return reached;
}
