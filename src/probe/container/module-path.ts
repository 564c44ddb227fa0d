import type { Host } from "../../host/host.ts";
import { loadModules } from "../modules/load-modules.ts";
import { findModuleSystem } from "../modules/module-system.ts";
import type { CandidatePath } from "./candidate-paths.ts";

/** Nobody asked for them, so less patience is right than where somebody did. */
const limitMs = 15_000;
const programs = ["apptainer", "singularity"];
/** A PATH of thousands of directories is nobody's intention. */
const maxDirectories = 200;

/** Runtimes that a module brings; nothing where the node has no environment modules. */
export async function* modulePaths(host: Host, modules: readonly string[]): AsyncGenerator<CandidatePath> {
  const system = await findModuleSystem(host, false);
  if (system === null) return;
  for (const module of modules) {
    const origin = `module ${module}`;
    const { changes, timedOut } = await loadModules(host, system, [module], limitMs);
    if (timedOut) {
      const outcome = `loading it did not end within ${limitMs / 1000} s`;
      const fix = `The module system of ${system.shown} hangs: check the file systems of MODULEPATH.`;
      yield { origin, path: module, unusable: { outcome, fix } };
      return;
    }
    if (Object.keys(changes).length === 0) continue;
    const path = await programIn(host, newDirectories(host.env["PATH"] ?? "", changes["PATH"] ?? ""));
    if (path !== null) yield { origin, path };
  }
}

/** What was in PATH before was tried before. */
function newDirectories(before: string, after: string): readonly string[] {
  const known = new Set(before.split(":"));
  return after.split(":").filter((directory) => directory.startsWith("/") && !known.has(directory));
}

async function programIn(host: Host, directories: readonly string[]): Promise<string | null> {
  for (const directory of directories.slice(0, maxDirectories))
    for (const program of programs) {
      const status = await host.stat(`${directory}/${program}`);
      if (status.ok && status.value.type === "file") return `${directory}/${program}`;
    }
  return null;
}
