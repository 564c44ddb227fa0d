// dist/glidein.sh: the launcher with the program inside.
import { type Bundle, bundle } from "../build/bundle.ts";
import { execArgv } from "../build/executable.ts";
import { stamp } from "../build/stamp.ts";
import { assembleLauncher, launcherBudget } from "./assemble.ts";
import { plainScript } from "./plain-script.ts";
import { architectures as released } from "./runtime-file.ts";

export interface LauncherOptions {
  /** The processors that it is to run on. */
  readonly architectures: readonly string[];
  /** Where the release's runtime files are published; the settings come before them. */
  readonly urls: readonly string[];
}

/** What the programs in C take, with some room: a build for one processor leaves it to the release, which is for two. */
const bytesForProcessor = 13_000;

/** The form of the shell's part is kept as long as there is room for it: people read it. */
export async function launcherText({ architectures, urls }: LauncherOptions): Promise<string> {
  const program = await bundle({ architectures, isShort: true });
  const budget = launcherBudget - (released.length - architectures.length) * bytesForProcessor;
  const text = launcherOf(program, urls);
  const fitting = text.length <= budget ? text : launcherOf(program, urls, true);
  if (fitting.length > budget)
    throw new Error(
      `glidein.sh for ${architectures.join(", ")} has ${fitting.length} bytes, its budget is ${budget} (${import.meta.filename})`,
    );
  return fitting;
}

function launcherOf(program: Bundle, urls: readonly string[], isFlat = false): string {
  const { GLIDEIN_VERSION = '"?"', GLIDEIN_COMMIT = '"?"' } = stamp();
  return assembleLauncher({
    // Written as JSON for esbuild.
    version: JSON.parse(GLIDEIN_VERSION) as string,
    commit: JSON.parse(GLIDEIN_COMMIT) as string,
    ...plainScript(program),
    isFlat,
    nodeFlags: execArgv,
    urls,
  });
}
