/**
 * Everything that may end a command in a way that is not a bug. `kind` decides the exit status and the
 * hold (src/exit.ts); `code` is for machines and never changes its meaning.
 */
export type FailureKind =
  | "usage"
  | "corruption"
  | "network"
  | "bug"
  | "node"
  | "transient"
  | "startd"
  | "credential"
  | "configuration";

/** Each code belongs to exactly one kind; a code without a row does not compile. */
export const failureCodes = {
  USAGE: "usage",
  INPUT_UNREADABLE: "usage",
  DIGEST_MISMATCH: "corruption",
  SIGNATURE_INVALID: "corruption",
  ARCHIVE_BROKEN: "corruption",
  ARCHIVE_REFUSED: "corruption",
  FETCH_FAILED: "network",
  COLLECTOR_UNREACHABLE: "network",
  BUG: "bug",
  CHECK_REFUSED: "node",
  CONDOR_NOT_FOUND: "node",
  CONDOR_BROKEN: "node",
  WORK_DIRECTORY: "node",
  NO_SPACE: "node",
  RUN_AS_ROOT: "usage",
  LIFETIME_TOO_SHORT: "node",
  TRY_AGAIN: "transient",
  STARTD_NEVER_READY: "startd",
  STARTD_DIED: "startd",
  CREDENTIAL_MISSING: "credential",
  CREDENTIAL_UNREADABLE: "credential",
  CREDENTIAL_INVALID: "credential",
  CREDENTIAL_EXPIRED: "credential",
  CREDENTIAL_TOO_SHORT: "credential",
  CREDENTIAL_REFUSED: "credential",
  SETTING_INVALID: "configuration",
  SLOT_LAYOUT_INVALID: "configuration",
  ENTRY_TOO_SHORT: "configuration",
  POOL_MISSING: "configuration",
  POOL_INVALID: "configuration",
  CONDOR_CONFIG_REFUSED: "configuration",
  CONTAINER_REQUIRED: "node",
  CONTAINER_CONFIGURATION: "configuration",
  HIDING_REQUIRED: "node",
  /** What is in a staging area contradicts its format. */
  STAGE_INVALID: "configuration",
  SCRIPT_FAILED: "node",
  SCRIPT_TIMED_OUT: "node",
  SSH_FAILED: "network",
  /** The far side does not let us in, or is not who it should be. */
  SSH_REFUSED: "credential",
  /** The batch system took no job. */
  SUBMIT_REFUSED: "configuration",
  /** The batch system's launcher could not be started, or started nothing. */
  LAUNCHER_FAILED: "transient",
  /** There is no batch job with nodes here, or it does not say which. */
  NO_ALLOCATION: "usage",
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof failureCodes;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys of the table is exactly the union of its names
export const failureCodeNames = Object.keys(failureCodes) as readonly FailureCode[];

export interface Failure {
  readonly code: FailureCode;
  /** What was looked at: a setting, a file with its line, a host, a check. */
  readonly subject: string;
  /** What is wrong, as a sentence without the subject's secrets. */
  readonly problem: string;
  readonly expected?: string;
  /** What the reader can do about it. */
  readonly fix: string;
  /** Text of the system or of a third party, already bounded and escaped. */
  readonly detail?: string;
}

export const failure = (
  code: FailureCode,
  subject: string,
  problem: string,
  fix: string,
  more: { readonly expected?: string; readonly detail?: string } = {},
): Failure => ({ code, subject, problem, fix, ...more });

export const kindOf = (code: FailureCode): FailureKind => failureCodes[code];

/** The one place where a failure becomes text. */
export function describeFailure(f: Failure): string {
  const lines = [`${f.subject}: ${f.problem} [${f.code}]`];
  if (f.expected !== undefined) lines.push(`  expected: ${f.expected}`);
  if (f.detail !== undefined && f.detail !== "") lines.push(`  detail:   ${f.detail}`);
  lines.push(`  fix:      ${f.fix}`);
  return lines.join("\n");
}
