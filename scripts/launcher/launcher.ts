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

/** Names and the form of the shell's part are kept as long as there is room for them: people read them. */
export async function launcherText(bundle: Bundle, options: LauncherOptions): Promise<string> {
  const text = launcherOf(bundle, options);
  if (text.length <= launcherBudget) return text;
  const short = await withShortNames(bundle);
  const shorter = launcherOf(short, options);
  return shorter.length <= launcherBudget ? shorter : launcherOf(short, options, true);
}

function launcherOf(bundle: Bundle, { urls }: LauncherOptions, isFlat = false): string {
  const { GLIDEIN_VERSION = '"?"', GLIDEIN_COMMIT = '"?"' } = stamp();
  return assembleLauncher({
    // Written as JSON for esbuild.
    version: JSON.parse(GLIDEIN_VERSION) as string,
    commit: JSON.parse(GLIDEIN_COMMIT) as string,
    ...plainScript(bundle),
    isFlat,
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
