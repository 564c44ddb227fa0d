// The program as chunks: one that starts, and one for everything that is imported on demand. Node looks through the
// whole text of a script before it runs any of it, which for all of the program takes longer than its own start.
import { basename } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { embeddedInBundle } from "./embedded.ts";
import { packagesOnDemand } from "./packages-on-demand.ts";
import { root } from "./root.ts";
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

/** `architectures`: the processors that it is to run on. */
export async function bundle(architectures: readonly string[] = [process.arch]): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...textOptions,
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
  const chunks = outputFiles.map(async (file) => {
    const name = chunkName(file.path);
    // A real import() knows no chunks, and fails in a single executable with a code cache.
    const { code } = await transform(file.text, {
      ...textOptions,
      format: "cjs",
      supported: { "dynamic-import": false },
    });
    return { name, text: code, isAtStart: atStart.has(name) };
  });
  return { chunks: await Promise.all(chunks), metafile };
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
