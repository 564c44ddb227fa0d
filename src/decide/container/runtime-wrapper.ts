import type { ContainerUse } from "../../model/container-use.ts";
import { ok, type Result } from "../../model/result.ts";
import type { Refusal } from "../../parse/refusal.ts";
import { shellWord } from "../../parse/shell-word.ts";

/**
 * The script that HTCondor and the job wrapper call as the runtime, by its gate, which keeps a job's environment from
 * changing what the script itself does. HTCondor 23.9 lets jobs set most of the variables
 * that configure a runtime, and its own proof runs with an empty environment, so that what this node needs (`--userns`)
 * has to be set here. Caches stay below the glidein's directory, which goes as a whole.
 */
export function runtimeWrapper(path: string, use: ContainerUse): Result<string, Refusal> {
  const program = shellWord(path);
  if (!program.ok) return program;
  // Some runtimes bring their helpers beside them.
  const directory = shellWord(path.slice(0, path.lastIndexOf("/")));
  if (!directory.ok) return directory;
  const forced = [
    ...(use.forced.includes("--userns") ? ["export APPTAINER_USERNS=1 SINGULARITY_USERNS=1"] : []),
    ...(use.forced.includes("--no-privs") ? ["export APPTAINER_NO_PRIVS=1 SINGULARITY_NO_PRIVS=1"] : []),
  ];
  return ok(`#!/bin/sh
# Calls the container runtime that was proven to work here. Variables of a job do not configure it.
tmp=\${GLIDEIN_CONTAINER_TMP:-}
unset GLIDEIN_CONTAINER_TMP
for name in $(env | sed -n -e 's/^\\(APPTAINER_[A-Za-z0-9_]*\\)=.*/\\1/p' -e 's/^\\(SINGULARITY_[A-Za-z0-9_]*\\)=.*/\\1/p' -e 's/^\\(GLIDEIN_JOB_[A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case $name in
    *_DOCKER_USERNAME | *_DOCKER_PASSWORD) ;;
    *) unset "$name" ;;
  esac
done
scratch=\${0%/*}/container
mkdir -p "$scratch/cache" "$scratch/tmp" "$scratch/config" 2>/dev/null
APPTAINER_CACHEDIR=$scratch/cache
# A number, because a job may have set it, and one of its own where it did not.
case $tmp in '' | *[!0-9]*) APPTAINER_TMPDIR=$scratch/tmp ;; *) APPTAINER_TMPDIR=$scratch/tmp.$tmp ;; esac
APPTAINER_CONFIGDIR=$scratch/config
export APPTAINER_CACHEDIR APPTAINER_TMPDIR APPTAINER_CONFIGDIR
${forced.map((line) => `${line}\n`).join("")}PATH=${directory.value}:$PATH
exec ${program.value} "$@"
`);
}
