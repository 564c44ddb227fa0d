import type { Host } from "../../host/host.ts";
import { messageLines } from "../../parse/container/runtime-message.ts";
import type { CandidatePath } from "./candidate-paths.ts";

const limitMs = 15_000;
const initFiles = [
  "/etc/profile.d/modules.sh",
  "/etc/profile.d/lmod.sh",
  "/usr/share/Modules/init/sh",
  "/usr/share/modules/init/sh",
  "/usr/share/lmod/lmod/init/sh",
] as const;

/** Reads the module system's own file, loads, and says where the program is that came with it. */
const script =
  '. "$1" >/dev/null 2>&1; module load "$2" >/dev/null 2>&1 || exit 1; command -v apptainer || command -v singularity';

/** Runtimes that a module brings; nothing where the node has no environment modules. */
export async function* modulePaths(host: Host, modules: readonly string[]): AsyncGenerator<CandidatePath> {
  const home = host.env["MODULESHOME"] ?? host.env["LMOD_PKG"];
  const files = [...(home?.startsWith("/") === true ? [`${home}/init/sh`] : []), ...initFiles];
  for (const file of files) {
    const status = await host.stat(file);
    if (!status.ok || status.value.type !== "file") continue;
    for (const module of modules) {
      const origin = `module ${module}`;
      const ran = await host.command({
        argv: ["/bin/sh", "-c", script, "sh", file, module],
        timeoutMs: limitMs,
        maxBytes: 4096,
      });
      const path = ran.ok && ran.value.status === 0 ? (messageLines(ran.value.stdout).at(-1) ?? "") : "";
      if (path.startsWith("/")) yield { origin, path };
      else if (ran.ok && ran.value.timedOut) {
        const outcome = `loading it did not end within ${limitMs / 1000} s`;
        yield {
          origin,
          path: module,
          unusable: { outcome, fix: `The module system of ${file} hangs: check the file systems of MODULEPATH.` },
        };
        return;
      }
    }
    return;
  }
}
