// dist/glidein.sh: the launcher with the program inside.
import { transform } from "esbuild";
import type { Bundle } from "../build/bundle.ts";
import { execArgv } from "../build/executable.ts";
import { stamp } from "../build/stamp.ts";
import { assembleLauncher, launcherBudget } from "./assemble.ts";
import { plainScript } from "./plain-script.ts";

export interface LauncherOptions {
  /** Where the release's runtime files are published; the settings come before them. */
  readonly urls: readonly string[];
}

/** Names are kept, so that a crash on a far node says where it was, as long as there is room for them. */
export async function launcherText(bundle: Bundle, options: LauncherOptions): Promise<string> {
  const text = launcherOf(bundle, options);
  return text.length <= launcherBudget ? text : launcherOf(await withShortNames(bundle), options);
}

function launcherOf(bundle: Bundle, { urls }: LauncherOptions): string {
  const { GLIDEIN_VERSION = '"?"', GLIDEIN_COMMIT = '"?"' } = stamp();
  return assembleLauncher({
    version: JSON.parse(GLIDEIN_VERSION) as string,
    commit: JSON.parse(GLIDEIN_COMMIT) as string,
    program: plainScript(bundle),
    nodeFlags: execArgv,
    urls,
  });
}

async function withShortNames({ chunks, metafile }: Bundle): Promise<Bundle> {
  const shorter = chunks.map(async (chunk) => {
    const { code } = await transform(chunk.text, { format: "cjs", platform: "node", minify: true });
    return { ...chunk, text: code };
  });
  return { chunks: await Promise.all(shorter), metafile };
}
