import { join } from "node:path";
import type { WalkContext } from "./walk-context.ts";

/**
 * The words before a script of type `exec:s`: the container that jobs without a wish get, with the work directory under
 * its own name, so that every path in `glidein_config` means the same inside. None where there is no container, as
 * GlideinWMS has it.
 */
export function containerOf(context: WalkContext): readonly string[] {
  const container = context.plan()?.plan.container;
  const image = container?.use?.defaultImage ?? container?.use?.images[0]?.image;
  if (container?.path === undefined || container.path === null || container.use === null || image === undefined) {
    context.warn("a script wants the container of jobs, and there is none; it is run without");
    return [];
  }
  const { use, path } = container;
  const home = join(context.work, "tmp");
  return [
    path,
    "exec",
    ...use.forced,
    ...["--home", `${home}:/srv`],
    ...["--pwd", context.work],
    "--ipc",
    "--contain",
    ...(use.pidNamespace ? ["--pid"] : []),
    ...[context.work, ...use.binds].flatMap((bind) => ["--bind", bind]),
    image,
  ];
}
