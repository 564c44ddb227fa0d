import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readFailureOf } from "../../host/read-failure.ts";
import { readSettled } from "../../host/read-settled.ts";
import type { CheckResult } from "../../model/check.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";

const largest = 1_048_576;

/** What the last run found, so that the next one tells only what is new. */
type Statuses = Readonly<Record<string, string>>;

/** Where the last results are kept: a file of the caller's, else the account's state directory. */
export function stateFile(
  given: unknown,
  env: Readonly<Record<string, string>>,
  about: readonly string[],
): Result<string, Failure> {
  if (typeof given === "string") return ok(given);
  const base = env["XDG_STATE_HOME"] ?? (env["HOME"] === undefined ? undefined : join(env["HOME"], ".local", "state"));
  if (base === undefined || !base.startsWith("/"))
    return err(
      failure(
        "USAGE",
        "--only-changes",
        "there is no home directory to keep the last results in",
        "Name a file: --state FILE.",
      ),
    );
  // A shared home serves many nodes, and one node is looked at in several ways.
  const name = createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 16);
  return ok(join(base, "glidein", `validate-${name}.json`));
}

/** Statuses that the file holds; empty when there is none yet, or another program's. */
export function readStatuses(file: string): Statuses {
  try {
    const text = readSettled(file, largest);
    const document: unknown = text.ok ? JSON.parse(text.value) : null;
    if (typeof document !== "object" || document === null) return {};
    return Object.fromEntries(
      Object.entries(document).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

/** Replaces the file as a whole, so that two runs at once leave one of the two. */
export function writeStatuses(file: string, checks: readonly CheckResult[]): Failure | null {
  const text = `${JSON.stringify(Object.fromEntries(checks.map(({ id, status }) => [id, status])), null, 2)}\n`;
  try {
    makeDirectory(dirname(file), 3);
    const beside = `${file}.${process.pid}.new`;
    writeFileSync(beside, text, { mode: 0o600, flag: "wx" });
    renameSync(beside, file);
    return null;
  } catch (error) {
    return failure(
      "INPUT_UNREADABLE",
      file,
      `the results cannot be kept: ${readFailureOf(error).what}`,
      "Name a file that can be written: --state FILE.",
    );
  }
}

/** Node's own recursive form never ends where the system denies that an existing parent exists, as /proc does. */
function makeDirectory(path: string, levels: number): void {
  if (levels === 0 || existsSync(path)) return;
  makeDirectory(dirname(path), levels - 1);
  mkdirSync(path, { mode: 0o700 });
}

/** Checks that came out otherwise than before; at the first time those that are no pass. */
export function changedSince(before: Statuses, checks: readonly CheckResult[]): readonly CheckResult[] {
  const first = Object.keys(before).length === 0;
  return checks.filter(({ id, status }) => (first ? status === "fail" || status === "warn" : before[id] !== status));
}
