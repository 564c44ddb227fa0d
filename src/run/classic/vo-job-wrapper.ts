import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkDirectory } from "../../apply/work-directory.ts";
import { hidingFileNames } from "../../decide/hiding/plain-job.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { areaText } from "./areas.ts";
import type { WalkContext } from "./walk-context.ts";

/**
 * The pieces of the VO and the factory in one shell, as they were written for; then the container, where there is one
 * and a job wrapper puts jobs into it, then the job.
 */
export function voJobWrapper(context: WalkContext, work: WorkDirectory): Result<string | null, Failure> {
  const pieces = context.wrappers.map(textOf);
  if (pieces.length === 0) return ok(null);
  const decided = context.plan()?.plan;
  const last = context.config.get("GLIDEIN_WRAPPER_EXEC") || '"$@"';
  // It looks for no program in PATH, which `env` does.
  const hider = `"${join(work.local, hidingFileNames.wrapper)}" ${last === '"$@"' ? "" : "/usr/bin/env "}`;
  const hide = decided?.hiding.wrapped === true ? hider : "";
  // In the container the pilot's programs are found in the job's own directory, which is all that is seen of the node.
  const next =
    decided?.container.use?.runner === "wrapper"
      ? `mkdir -p .gwms.d && cp -RL "${context.work}/.gwms.d/bin" "${context.work}/.gwms.d/lib" .gwms.d/ 2>/dev/null\nexec "${join(work.local, "job-wrapper")}" "$@"`
      : `${prejob(work)}\nexec ${hide}${last}`;
  const bin = `${context.work}/.gwms.d/bin`;
  // Whether or not jobs inherit the pilot's environment, which is the factory's choice.
  const programs = `case ":$PATH:" in *":${bin}:"*) ;; *) PATH="${bin}:$PATH"; export PATH ;; esac`;
  const path = join(work.local, "vo-job-wrapper");
  const script = `#!/bin/sh\n[ -n "$BASH_VERSION" ] && set +o posix\n${programs}\n${pieces.join("\n")}\n${next}\n`;
  const written = context.actor.writeFile(path, script, 0o755);
  return written.ok
    ? ok(path)
    : err(
        failure("NO_SPACE", path, `cannot be written: ${written.error.what}`, "Free space in the scratch directory."),
      );
}

/** Where there is no container; the wrapper of containers does it itself. */
const prejob = ({ local }: WorkDirectory): string =>
  `for script in "${join(local, "prejob.d")}"/*.sh; do [ -f "$script" ] && . "$script"; done`;

/** A file that scripts or the walk left, its last line whole; nothing when there is none. */
export function textOf(path: string): string {
  try {
    const read = areaText(readFileSync(path));
    return read.endsWith("\n") ? read : `${read}\n`;
  } catch {
    return "";
  }
}
