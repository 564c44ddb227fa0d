import { type Failure, failure } from "../../model/failure.ts";
import type { HidingPlan } from "../../model/plan.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { containerFileNames } from "../container/container-files.ts";

/** USER_JOB_WRAPPER and STARTER where they are hidden, and their options; names below LOCAL_DIR. */
export const hidingFileNames = {
  wrapper: "plain-job",
  options: "plain-job.options",
  groups: "plain-job.group",
  starter: "hidden-starter",
  starterOptions: "hidden-starter.options",
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
  /** Directories of the work directory that the starter writes in; they exist. */
  readonly written: readonly string[];
  /** Where condor_starter is. */
  readonly sbin: string;
}

/** What HTCondor's daemons have of credentials, below LOCAL_DIR; whole directories, because they are renewed. */
const copies = ["tokens.d", "etc"] as const;

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
    ...ownGroups(local, hasGroups),
    ...covers(plan),
  ];
  return optionsText(options);
}

/** What HTCondor's starter and the programs that it starts write in, below LOCAL_DIR and below the work directory. */
export const writtenByStarter = {
  local: ["execute", "log", "lock", "run", "spool", containerFileNames.scratch],
  work: ["tmp", "cache"],
} as const;

/** Options of the program that is HTCondor's starter: what the next job is started with cannot be written. */
export function starterOptions(
  plan: HidingPlan,
  { work, local, log, sbin, hasGroups, written }: Omit<HidingPaths, "execute" | "secret" | "shared">,
): Result<string, Failure> {
  return optionsText([
    ...["--in-place", "--program", `${sbin}/condor_starter`],
    ...(plan.required ? ["--required"] : ["--report", `${log}/${exposedJobs}`]),
    ...["--protect", work, ...written.flatMap((path) => ["--keep", path])],
    ...ownGroups(local, hasGroups),
    ...copies.flatMap((name) => ["--cover", `${local}/${name}`]),
    ...covers(plan),
  ]);
}

const ownGroups = (local: string, hasGroups: boolean): readonly string[] =>
  hasGroups ? ["--groups", `${local}/${hidingFileNames.groups}`] : [];

const covers = ({ directories, files }: HidingPlan): readonly string[] => [
  ...directories.flatMap((path) => ["--cover", path]),
  ...files.flatMap((path) => ["--mask", path]),
];

function optionsText(options: readonly string[]): Result<string, Failure> {
  const broken = options.find((one) => one.includes("\0") || one === "");
  // The end, without which the program knows that it has not all of them.
  if (broken === undefined) return ok([...options, "--"].map((one) => `${one}\0`).join(""));
  const fix = "Name the file as the node has it.";
  return err(failure("SETTING_INVALID", "a credential's path", "no file can have this name", fix));
}
