import type { Explanation, FailedTrial } from "../../model/container-circumstances.ts";
import { printable } from "../../parse/printable.ts";

/** How the runtime is installed and configured on this node. */
export function explainConfiguration({ stderr, installation }: FailedTrial): Explanation | null {
  const file = installation?.configuration ?? "apptainer.conf";
  const directive = (name: string): string => {
    const value = installation?.directives[name];
    return value === undefined ? "" : ` (it is \`${printable(value, 100)}\`)`;
  };
  if (/couldn't parse configuration file|value authorized for directive|must be owned by root/u.test(stderr))
    return {
      cause: `its configuration ${file} is missing, broken, or not root's`,
      fix: `Repair ${file} or install the package again; it must belong to root and be readable by everybody.`,
    };
  if (/failed to resolve path/u.test(stderr))
    return {
      cause: "its configuration limits images to a directory that this node does not have",
      fix: `Correct \`limit container paths\` in ${file}${directive("limit container paths")}, or mount what it names (CVMFS?).`,
    };
  if (/not in an allowed configured path|not owned by required/u.test(stderr))
    return {
      cause: "its configuration limits which images may be run, and ours is not among them",
      fix: `Add the VO's images, such as /cvmfs, to \`limit container paths\`${directive("limit container paths")}, owners${directive("limit container owners")} and groups in ${file}, or clear these limits.`,
    };
  if (/disallows users from running sandbox/u.test(stderr))
    return {
      cause: "its configuration forbids images that are directories",
      fix: `Set \`allow container dir = yes\` in ${file}: unpacked images on CVMFS are directories.`,
    };
  if (/user bind control/u.test(stderr))
    return {
      cause: "its configuration forbids binds, so that a job could not see its data",
      fix: `Set \`user bind control = yes\` in ${file}.`,
    };
  if (/session directory .*no such file/u.test(stderr))
    return {
      cause: "its session directory is missing",
      fix: `Make ${installation?.session ?? "the SESSIONDIR that `apptainer buildcfg` names"} again, root's with mode 0755: the package was installed incompletely.`,
    };
  if (/starter not found|starter-suid not found|while initializing starter command/u.test(stderr))
    return {
      cause: "its starter program is missing",
      fix: "The installation is incomplete: install the package again.",
    };
  if (/unknown (?:shorthand )?(?:flag|command)/u.test(stderr))
    return {
      cause: "it does not know an option that it was given",
      fix: "Check GLIDEIN_SINGULARITY_OPTS and GLIDEIN_SINGULARITY_GLOBAL_OPTS, or install a newer runtime.",
    };
  return null;
}
