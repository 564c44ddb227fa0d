// What esbuild puts at the head of each module that it turns into a function: one chunk for all of them. They are a
// hundred and thirty, and what is the same in all would take eight kilobytes of the launcher.
import { transform } from "esbuild";
import type { Chunk } from "./bundle.ts";

const helpersName = "./helpers.js";

/** All of the helpers, up to the last of those that a module with exports has. */
const head = /^(?:"use strict";\s*)?var __(?:create|defProp)\b[^]*?\b__toCommonJS\s*=[^;]*;/u;
const names = ["__export", "__toESM", "__toCommonJS"];

/** A module that has need of each of them is asked for, so that the helpers are those of this esbuild. */
export async function helpersChunk(): Promise<Chunk> {
  const { code } = await transform('import a from "a"; export { a };', {
    format: "cjs",
    platform: "node",
    minifyWhitespace: true,
    minifySyntax: true,
  });
  const found = head.exec(code)?.[0];
  if (found === undefined || !names.every((name) => found.includes(`${name}=`)))
    throw new Error(`esbuild's modules begin otherwise than ${import.meta.filename} knows:\n${code}`);
  return { name: helpersName, text: `${found}module.exports={${names.join(",")}};`, isAtStart: true };
}

/** The text of a module with its own helpers, and with the shared ones. */
export function withSharedHelpers(text: string): string {
  const found = head.exec(text)?.[0];
  if (found === undefined) {
    // The first module exports nothing, and keeps what little it has.
    if (text.includes("__toCommonJS")) throw new Error(`esbuild's module begins otherwise:\n${text.slice(0, 1000)}`);
    return text;
  }
  const rest = text.slice(found.length);
  const used = names.filter((name) => rest.includes(`${name}(`));
  return `var{${used.join(",")}}=require("${helpersName}");${rest}`;
}
