import { cpSync } from "node:fs";
import { join } from "node:path";
import { chirpProgram } from "../../apply/custom-scripts/path-helpers.ts";
import { noSpace } from "../../apply/work-directory.ts";
import type { Failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { WalkContext } from "./walk-context.ts";

/** From here on scripts find `gwms-python`, `condor_chirp` and what others put there. */
export function addPrograms({ work, env, config, actor }: WalkContext): Result<null, Failure> {
  const directory = join(work, ".gwms.d/bin");
  const path = join(directory, "condor_chirp");
  const own = join(config.get("CONDOR_DIR"), "libexec/condor_chirp");
  // Of an unpacked tarball in the work directory: no quote is in its name.
  const written = actor.writeFile(path, chirpProgram(own.replaceAll("'", "")), 0o755);
  if (!written.ok) return err(noSpace(path, written.error.what));
  env["GWMS_PATH"] = directory;
  env["PATH"] = `${directory}:${env["PATH"] ?? "/bin:/usr/bin"}`;
  return ok(null);
}

/** Archives of the factory bring modules for `gwms-python`. */
export function copyModules({ work, actor }: WalkContext): void {
  const from = join(work, "main/lib");
  if (actor.exists(from)) cpSync(from, join(work, ".gwms.d/lib"), { recursive: true });
}
