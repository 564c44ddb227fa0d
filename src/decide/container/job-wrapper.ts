import type { ContainerUse } from "../../model/container-use.ts";
import { ok, type Result } from "../../model/result.ts";
import type { Refusal } from "../../parse/refusal.ts";
import { shellWord } from "../../parse/shell-word.ts";
import { bodyOfJobWrapper } from "./job-wrapper-body.ts";
import { glideinVariables, osgVariables, pathVariables } from "./kept-variables.ts";

/**
 * USER_JOB_WRAPPER for VOs that need GlideinWMS's behaviour: home and working directory at /srv, paths in arguments
 * and variables changed, scripts before the job. What differs from node to node comes first, as variables; the rest
 * is the same text everywhere.
 */
export function jobWrapper(use: ContainerUse): Result<string, Refusal> {
  const { environment } = use;
  const keepers = [...glideinVariables, ...(environment.keepOsg ? osgVariables : [])];
  const lines = [
    ["jobs", use.jobs],
    ["default_image", use.defaultImage ?? ""],
    ["any_image", use.images[0]?.image ?? ""],
    ["cvmfs_mount", use.cvmfsMount],
    ["remote_images", use.restrictions.includes("remote") ? "yes" : "no"],
    ["pid_namespace", use.pidNamespace ? "yes" : "no"],
    ["clear_all", environment.clearAll ? "yes" : "no"],
    ["clear_paths", environment.clearPaths ? "yes" : "no"],
    ["keep_condor", environment.keepCondor ? "yes" : "no"],
    ["kept", keepers.join(" ")],
    ["cleared", environment.cleared.join(" ")],
    ["path_variables", pathVariables.join(" ")],
    ["binds", use.binds.join(" ")],
  ] as const;
  const written: string[] = [];
  for (const [name, value] of lines) {
    const word = shellWord(value);
    if (!word.ok) return word;
    written.push(`${name}=${word.value}`);
  }
  const cases: string[] = [];
  for (const { platform, image } of use.images) {
    const pattern = shellWord(platform);
    const path = shellWord(image);
    if (!pattern.ok) return pattern;
    if (!path.ok) return path;
    cases.push(`    ${pattern.value}) image=${path.value} ;;`);
  }
  const options = wordsOf(use.options);
  const globalOptions = wordsOf(use.globalOptions);
  if (!options.ok) return options;
  if (!globalOptions.ok) return globalOptions;
  return ok(`#!/bin/sh
# Runs a job in a container.
${written.join("\n")}

image_of() { # PLATFORM: sets image
  case $1 in
${cases.join("\n")}
    *) image= ;;
  esac
}

become_runtime() { # OPTIONS OF EXEC, IMAGE, PROGRAM, ARGUMENTS
  exec "$base/container-runtime"${globalOptions.value} exec${options.value} "$@"
}
${bodyOfJobWrapper}`);
}

function wordsOf(words: readonly string[]): Result<string, Refusal> {
  const written: string[] = [];
  for (const text of words) {
    const word = shellWord(text);
    if (!word.ok) return word;
    written.push(` ${word.value}`);
  }
  return ok(written.join(""));
}
