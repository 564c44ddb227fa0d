import { chmodSync, writeFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { type Journal, type JournalPart, journalEnvironment, journalFile, journalSchema } from "./journal.ts";
import { makeDirectories } from "./make-directories.ts";

export interface Recording {
  /** Content by path on the node. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly facts: Pick<Journal, "now" | "random" | "pid" | "identity">;
  readonly answers: Readonly<Record<JournalPart, ReadonlyMap<string, unknown>>>;
}

/** Writes a recording as a tree, for its owner only. The same recording gives the same bytes. Throws what the file system says. */
export function writeRecording(directory: string, { files, environment, facts, answers }: Recording): void {
  for (const [path, bytes] of files) writeInto(directory, posix.normalize(`/${path}`), bytes);
  const parts = Object.entries(answers).map(([part, all]) => [part, Object.fromEntries(sorted([...all]))]);
  const journal = { schema: journalSchema, ...facts, ...Object.fromEntries(parts) };
  writeInto(directory, journalFile, `${JSON.stringify(journal, null, 1)}\n`);
  writeInto(
    directory,
    journalEnvironment,
    sorted(environment)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(""),
  );
}

/** Probes run side by side, and who is first is chance. */
function sorted<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function writeInto(directory: string, path: string, content: Uint8Array | string): void {
  const target = `${directory}${path}`;
  makeDirectories(dirname(target), 0o700);
  writeFileSync(target, content);
  chmodSync(target, 0o600);
}
