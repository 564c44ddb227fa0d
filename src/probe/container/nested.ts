import type { RuntimeInstallation } from "../../model/container-circumstances.ts";
import { realPath } from "../machine/real-path.ts";
import type { Rung } from "./ladder.ts";
import type { Runtime, TrialRequest, Workshop } from "./trial.ts";

/** Files that the names of the loader lead to, where /lib is a link into /usr. */
const loaders = [
  "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
  "/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1",
  "/lib/ld-linux-aarch64.so.1",
] as const;

/**
 * Where a runtime of a package and its libraries are. Not all of a /lib that is a link into /usr: found by that name
 * too, the runtime would take it for its own prefix.
 */
async function systemPaths(host: Workshop["host"]): Promise<readonly string[]> {
  const lib = await host.stat("/lib", { follow: false });
  const linked = lib.ok && lib.value.type === "symlink";
  return ["/usr", "/etc", "/lib64", ...(linked ? loaders : ["/lib"])];
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
