import { err, ok, type Result } from "../../model/result.ts";
import type { ClassicArguments } from "../../parse/gwms/arguments.ts";
import { type Refusal, refusal } from "../../parse/refusal.ts";

/** How many glideins this batch job is to have, and what starts each. */
export type SeveralGlideins =
  | { readonly kind: "one" }
  /** `launcher` before the command of each, e.g. `srun -N1 -n1`. */
  | { readonly kind: "several"; readonly count: number; readonly launcher: readonly string[] }
  /** One command that starts all of them, e.g. `srun` or `mpirun`. */
  | { readonly kind: "launched"; readonly launcher: readonly [string, ...string[]] };

const most = 1024;

/** GlideinWMS's parameters and options; a glidein that another one started (`-multirestart`) is one. */
export function severalGlideins({
  glideins,
  restart,
  parameters,
}: Pick<ClassicArguments, "glideins" | "restart" | "parameters">): Result<SeveralGlideins, Refusal> {
  if (glideins === "" || restart !== "") return ok({ kind: "one" });
  const count = /^[0-9]{1,6}$/u.test(glideins) ? Number(glideins) : Number.NaN;
  if (!(count <= most)) return err(refusal("-multiglidein", "not a number of glideins", `a number up to ${most}`));
  if (count <= 1) return ok({ kind: "one" });
  const words = (name: string): readonly string[] =>
    (parameters.findLast((one) => one.name === name)?.value ?? "").split(/\s+/u).filter((word) => word !== "");
  const [program, ...options] = words("GLIDEIN_MULTIGLIDEIN_LAUNCHALL");
  if (program !== undefined) return ok({ kind: "launched", launcher: [program, ...options] });
  return ok({ kind: "several", count, launcher: words("GLIDEIN_MULTIGLIDEIN_LAUNCHER") });
}
