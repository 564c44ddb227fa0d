import type { RuntimeInstallation } from "../../model/container-circumstances.ts";
import { realPath } from "../machine/real-path.ts";
import type { Rung } from "./ladder.ts";
import type { Runtime, TrialRequest, Workshop } from "./trial.ts";

/** Where a runtime of a package and its libraries are. */
async function systemPaths(host: Workshop["host"]): Promise<readonly string[]> {
  const lib = await host.stat("/lib", { follow: false });
  // Of a link into /usr only what a loader's name leads to is needed.
  const linked = lib.ok && lib.value.type === "symlink";
  const libraries = linked ? ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib/ld-linux-aarch64.so.1"] : ["/lib"];
  return ["/usr", "/etc", "/lib64", ...libraries];
}

/**
 * The runtime run by itself: the outer one shows the node's programs, libraries and configuration inside our image,
 * and the inner one runs our program in the image that the outer one sees in its home. The inner one cannot use a
 * setuid helper, which has no effect inside. Null where the runtime is not of a package.
 */
export async function nestedRequest(
  { host, image, options }: Workshop,
  runtime: Runtime,
  rung: Rung,
  installation: RuntimeInstallation | null,
): Promise<Omit<TrialRequest, "flags"> | null> {
  const program = await realPath(host, runtime.path);
  if (!program.startsWith("/usr/") || installation === null) return null;
  const state = installation.session?.replace(/\/mnt\/session$/u, "") ?? null;
  const shown: string[] = [];
  for (const path of [...(await systemPaths(host)), ...(state === null || state.startsWith("/usr/") ? [] : [state])])
    if ((await host.stat(path)).ok) shown.push(path);
  const inner = installation.setuid === true && !rung.flags.includes("--userns") ? ["--userns"] : [];
  return {
    name: "nested",
    home: ".",
    binds: shown.map((path) => `${path}:${path}`),
    command: [program, "exec", ...rung.flags, ...inner, ...options, "/srv/image", "/probe", image.token],
  };
}
