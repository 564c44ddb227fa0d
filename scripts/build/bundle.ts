// The program as chunks: one that starts, and one for everything that is imported on demand. Node looks through the
// whole text of a script before it runs any of it, which for all of the program takes longer than its own start.
import { basename } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { embeddedInBundle } from "./embedded.ts";
import { packagesOnDemand } from "./packages-on-demand.ts";
import { root } from "./root.ts";
import { helpersChunk, withSharedHelpers } from "./shared-helpers.ts";
import { stamp } from "./stamp.ts";
import { tableParts } from "./table-parts.ts";
import { undiciParts } from "./undici-parts.ts";

export interface Chunk {
  /** "./run-command-YCOWH6A3.js": what other chunks call it. */
  readonly name: string;
  /** Body of a function of `require`, `module` and `exports`. */
  readonly text: string;
  /** Whether it is needed before the program does anything. */
  readonly isAtStart: boolean;
}

export interface Bundle {
  readonly chunks: readonly Chunk[];
  readonly metafile: Metafile;
}

export const mainChunk = "./main.js";

export interface BundleOptions {
  /** The processors that it is to run on; unset: this machine's. */
  readonly architectures?: readonly string[];
  /** For a file that every pilot carries: short names of our own everywhere, and no short lines. */
  readonly isShort?: boolean;
}

/** Names are kept and lines are short, so that a crash on a far node still says where it was. */
const textOptions = {
  platform: "node",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  // The licences are in THIRD-PARTY-NOTICES.txt.
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

export async function bundle({ architectures = [process.arch], isShort = false }: BundleOptions = {}): Promise<Bundle> {
  const { lineLimit, ...dense } = textOptions;
  const form = isShort ? { ...dense, minifyIdentifiers: true } : { ...dense, lineLimit };
  const { outputFiles, metafile } = await build({
    ...form,
    absWorkingDir: root,
    entryPoints: { main: "src/main.ts" },
    bundle: true,
    // esbuild splits only modules; each is made a function body below.
    format: "esm",
    splitting: true,
    outdir: "chunks",
    chunkNames: "[name]-[hash]",
    define: stamp(),
    plugins: [embeddedInBundle(architectures), undiciParts, tableParts, packagesOnDemand],
    metafile: true,
    write: false,
  });
  const atStart = chunksAtStart(metafile);
  const withExports = chunksWithExports(metafile);
  const helpers = await helpersChunk();
  const chunks = outputFiles.map(async (file) => {
    const name = chunkName(file.path);
    // A real import() knows no chunks, and fails in a single executable with a code cache.
    const { code } = await transform(withoutIdleImports(file.text, withExports), {
      ...textOptions,
      format: "cjs",
      supported: { "dynamic-import": false },
    });
    const text = withSharedHelpers(code);
    const { code: short } = isShort ? await transform(text, { ...form, format: "cjs" }) : { code: text };
    return { name, text: short, isAtStart: atStart.has(name) };
  });
  const made = [helpers, ...(await Promise.all(chunks))];
  return { chunks: isShort ? withShortNames(made) : made, metafile };
}

/**
 * Where something is imported on demand, esbuild imports all that this leads to, too, in case that it does something by
 * itself. What has exports is imported by those who use them.
 */
const withoutIdleImports = (text: string, withExports: ReadonlySet<string>): string =>
  text.replace(/^(?:import[^;]*;\s*)*/u, (imports) =>
    imports.replaceAll(/import\s*"([^"]*)";/gu, (line, name: string) => (withExports.has(name) ? "" : line)),
  );

/** Names of chunks stand in each chunk that imports them. */
function withShortNames(chunks: readonly Chunk[]): readonly Chunk[] {
  const others = chunks.filter(({ name }) => name !== mainChunk);
  const names = new Map(
    others.map(({ name }, at) => [JSON.stringify(name), JSON.stringify(`./${at.toString(36)}.js`)]),
  );
  const renamed = (text: string): string => text.replaceAll(/"\.\/[\w-]+\.js"/gu, (name) => names.get(name) ?? name);
  return chunks.map((chunk) => ({
    ...chunk,
    name: JSON.parse(renamed(JSON.stringify(chunk.name))) as string,
    text: renamed(chunk.text),
  }));
}

const chunkName = (path: string): string => `./${basename(path)}`;

function chunksAtStart({ outputs }: Metafile): ReadonlySet<string> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [chunkName(path), output]));
  const reached = new Set([mainChunk]);
  // The set grows while it is walked.
  for (const name of reached) {
    for (const { path, kind, external } of byName.get(name)?.imports ?? []) {
      if (kind === "import-statement" && external !== true) reached.add(chunkName(path));
    }
  }
  return reached;
}

const chunksWithExports = ({ outputs }: Metafile): ReadonlySet<string> =>
  new Set(Object.entries(outputs).flatMap(([path, { exports }]) => (exports.length > 0 ? [chunkName(path)] : [])));
