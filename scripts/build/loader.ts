// The script that runs the chunks: those of the start are in it, the others are got when they are asked for.
import { type Bundle, mainChunk } from "./bundle.ts";

/**
 * `getChunk` is JavaScript: statements that define `getChunk(name)`, which gives a chunk's function, or undefined for
 * a name that is no chunk but one of Node's own modules.
 */
export function loaderText({ chunks }: Bundle, getChunk: string): string {
  const atStart = chunks
    .filter(({ isAtStart }) => isAtStart)
    .map(({ name, text }) => `${JSON.stringify(name)}: (require, module, exports) => {\n${text}},`);
  return `"use strict";
const atStart = {
__proto__: null,
${atStart.join("\n")}
};
${getChunk.trim()}
const loaded = new Map();
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const chunk = atStart[name] ?? getChunk(name);
  if (chunk === undefined) return require(name);
  const module = { exports: {} };
  loaded.set(name, module);
  chunk(load, module, module.exports);
  return module.exports;
}
load(${JSON.stringify(mainChunk)});
`;
}
