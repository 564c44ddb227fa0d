// The program as the launcher unpacks it: one script whose chunks are plain strings, so that a start decompresses nothing.
import type { Bundle } from "../build/bundle.ts";
import { loaderText } from "../build/loader.ts";

const getChunk = `
function getChunk(name) {
  if (texts[name] === undefined) return undefined;
  return require("node:vm").compileFunction(texts[name], ["require", "module", "exports"], { filename: __filename + name.slice(1) });
}
`;

export interface PlainScript {
  readonly program: string;
  /** What it is made of, for `packProgram`. */
  readonly pieces: string;
}

export function plainScript(bundle: Bundle): PlainScript {
  const place = "/* texts of chunks */";
  const around = loaderText(bundle, ["const texts = {", "__proto__: null,", `${place}};`, getChunk].join("\n"));
  const at = around.indexOf(place);
  const ends = [around.slice(0, at), around.slice(at + place.length)] as const;
  const chunks = bundle.chunks.filter(({ isAtStart }) => !isAtStart);
  return {
    program: ends.join(chunks.map(({ name, text }) => `${JSON.stringify(name)}: ${JSON.stringify(text)},\n`).join("")),
    pieces: [ends[0], ...chunks.flatMap(({ name, text }) => [name, text]), ends[1]].join("\0"),
  };
}
