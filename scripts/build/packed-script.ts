// The program for a Node that is already there: one small file, in which the chunks that do not start are compressed.
import { brotliCompressSync } from "node:zlib";
import type { Bundle } from "./bundle.ts";
import { loaderText } from "./loader.ts";

/**
 * Node can hang for ever at its exit when V8 is just compiling in another thread (nodejs/node#54918). The executable
 * has a flag that makes V8 do without threads; at run time only its compilers can be told, so they are as soon as
 * there is more to run than the start.
 */
const getChunk = `
function getChunk(name) {
  if (packed[name] === undefined) return undefined;
  require("node:v8").setFlagsFromString("--no-concurrent-sparkplug");
  require("node:v8").setFlagsFromString("--no-maglev");
  const text = require("node:zlib").brotliDecompressSync(Buffer.from(packed[name], "base64")).toString();
  return require("node:vm").compileFunction(text, ["require", "module", "exports"], { filename: __filename + name.slice(1) });
}
`;

export function packedScript(bundle: Bundle): string {
  const packed = bundle.chunks
    .filter(({ isAtStart }) => !isAtStart)
    .map(({ name, text }) => `${JSON.stringify(name)}: "${brotliCompressSync(text).toString("base64")}",`);
  const table = ["const packed = {", "__proto__: null,", ...packed, "};"].join("\n");
  return `#!/usr/bin/env node\n${loaderText(bundle, table + getChunk)}`;
}
