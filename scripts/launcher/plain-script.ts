// The program as the launcher unpacks it: one script whose chunks are plain strings, so that a start decompresses nothing.
import type { Bundle } from "../build/bundle.ts";
import { loaderText } from "../build/loader.ts";

const getChunk = `
function getChunk(name) {
  if (texts[name] === undefined) return undefined;
  return require("node:vm").compileFunction(texts[name], ["require", "module", "exports"], { filename: __filename + name.slice(1) });
}
`;

export function plainScript(bundle: Bundle): string {
  const texts = bundle.chunks
    .filter(({ isAtStart }) => !isAtStart)
    .map(({ name, text }) => `${JSON.stringify(name)}: ${JSON.stringify(text)},`);
  return loaderText(bundle, ["const texts = {", "__proto__: null,", ...texts, "};", getChunk].join("\n"));
}
