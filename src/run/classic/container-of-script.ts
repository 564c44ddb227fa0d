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

/** Programs of the pilot are found in there, too; directories of the node for temporary files are not. */
export function environmentInside({ work, env }: WalkContext): Readonly<Record<string, string>> {
  const programs = join(work, ".gwms.d/bin");
  const { TMP: _tmp, TMPDIR: _tmpdir, TEMP: _temp, TEMPDIR: _tempdir, ...rest } = env;
  return { ...rest, APPTAINERENV_PREPEND_PATH: programs, SINGULARITYENV_PREPEND_PATH: programs };
}
