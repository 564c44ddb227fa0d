// The program as one CommonJS text: what the single executable holds.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { embeddedInBundle } from "./embedded.ts";
import { undiciParts } from "./undici-parts.ts";

export const root = join(import.meta.dirname, "..", "..");

/**
 * A package that is imported when it is needed keeps the names of its exports: esbuild alone would give a CommonJS
 * package only `default` where it splits.
 */
const packagesOnDemand: Plugin = {
  name: "packages-on-demand",
  setup(setup) {
    setup.onResolve({ filter: /^[^./]/ }, ({ kind, path, resolveDir }) =>
      kind === "dynamic-import" && !isBuiltin(path) ? { path, namespace: "on-demand", pluginData: resolveDir } : null,
    );
    setup.onLoad({ filter: /.*/, namespace: "on-demand" }, async ({ path, pluginData }) => {
      // Resolved as an import, as esbuild will: a package may have another file for require.
      const exported: object = await import(path);
      const names = Object.keys(exported).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
      return { contents: `export { ${names.join(", ")} } from "${path}";\n`, resolveDir: String(pluginData) };
    });
  },
};

/** Names are kept and lines are short, so that a crash on a far node still says where it was. */
export const textOptions = {
  platform: "node",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  // The licences are in THIRD-PARTY-NOTICES.txt.
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

export function bundleOptions(): BuildOptions & { readonly metafile: true; readonly write: false } {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return {
    ...textOptions,
    absWorkingDir: root,
    bundle: true,
    define: { GLIDEIN_VERSION: JSON.stringify(version), GLIDEIN_COMMIT: JSON.stringify(commit()) },
    plugins: [embeddedInBundle, undiciParts, packagesOnDemand],
    metafile: true,
    write: false,
  };
}

export interface Bundle {
  readonly text: string;
  readonly metafile: Metafile;
}

/** Modules that are imported on demand are functions of this text, run when they are asked for. */
export async function bundle(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...bundleOptions(),
    entryPoints: ["src/main.ts"],
    format: "cjs",
    // A real import() fails in a single executable with a code cache.
    supported: { "dynamic-import": false },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made no output");
  return { text: file.text, metafile };
}

/** What was built: a commit, with "-dirty" when the tree differs from it; "unknown" outside a repository. */
function commit(): string {
  try {
    const options = { cwd: root, encoding: "utf8", stdio: "pipe" } as const;
    const id = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], options).trim();
    const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=no"], options);
    return changes === "" ? id : `${id}-dirty`;
  } catch {
    return "unknown";
  }
}
