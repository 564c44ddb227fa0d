// Of what the table library brings with it we use nothing but widths: colours are picocolors', and a cell is never wider for
// an emoji than its two columns. Every pilot would carry ten kilobytes of each.
import type { Plugin } from "esbuild";

const contents: Readonly<Record<string, string>> = {
  "@colors/colors/safe": "module.exports = {};",
  "emoji-regex": "module.exports = () => /\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\uFE0F/gu;",
};

export const tableParts: Plugin = {
  name: "table-parts",
  setup(build) {
    build.onResolve({ filter: /^(?:@colors\/colors\/safe|emoji-regex)$/ }, ({ path }) => ({
      path,
      namespace: "table-parts",
    }));
    build.onLoad({ filter: /.*/, namespace: "table-parts" }, ({ path }) => ({ contents: contents[path] ?? "" }));
  },
};
