import { type Failure, failure } from "../../model/failure.ts";
import type { HidingPlan } from "../../model/plan.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { containerFileNames } from "../container/container-files.ts";

/** USER_JOB_WRAPPER where jobs are hidden, and its options; names below LOCAL_DIR. */
export const hidingFileNames = {
  wrapper: "plain-job",
  options: "plain-job.options",
  groups: "plain-job.group",
} as const;

/** /etc/group without the group of terminals, which sshd (condor_ssh_to_job) could not give one to: it is not mapped. */
export const groupsWithoutTerminals = (text: string): string => text.replaceAll(/^tty:.*(?:\n|$)/gmu, "");

/** Another name of the container runtime, which no job knows. */
export const secretRuntime = (secret: string): string => `${containerFileNames.runtime}-${secret}`;

/** Below LOG: a line for each job that could not be hidden after all. */
export const exposedJobs = "exposed-jobs";

export interface HidingPaths {
  readonly work: string;
  /** HTCondor's LOCAL_DIR. */
  readonly local: string;
  readonly execute: string;
  readonly log: string;
  readonly secret: string;
  /** Directories of the work directory that jobs were promised as theirs. */
  readonly shared: readonly string[];
  /** Whether the node's groups could be read and are in our file. */
  readonly hasGroups: boolean;
}

/**
 * Options of the program that jobs are started by, as its file holds them. Of HTCondor's directory a job sees its own
 * scratch directory; of the rest of the work directory everything, unwritable.
 */
export function hiderOptions(
  plan: HidingPlan,
  { work, local, execute, log, secret, shared, hasGroups }: HidingPaths,
): Result<string, Failure> {
  const options = [
    // Without a file of ours it is HTCondor that is told, and puts the job back into the queue.
    ...(plan.required ? ["--required"] : ["--report", `${log}/${exposedJobs}`]),
    ...["--runtime", `${local}/${secretRuntime(secret)}`],
    ...["--protect", work, "--cover", local, "--keep-job", execute],
    ...shared.flatMap((path) => ["--keep", path]),
    ...(hasGroups ? ["--groups", `${local}/${hidingFileNames.groups}`] : []),
    ...plan.directories.flatMap((path) => ["--cover", path]),
    ...plan.files.flatMap((path) => ["--mask", path]),
  ];
  const broken = options.find((one) => one.includes("\0") || one === "");
  // The end, without which the program knows that it has not all of them.
  if (broken === undefined) return ok([...options, "--"].map((one) => `${one}\0`).join(""));
  const fix = "Name the file as the node has it.";
  return err(failure("SETTING_INVALID", "a credential's path", "no file can have this name", fix));
}
