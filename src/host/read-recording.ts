import { parseEnvironmentFile } from "../parse/environment-file.ts";
import {
  emptyJournal,
  type Journal,
  journalEnvironment,
  journalFile,
  maxJournalBytes,
  parseJournal,
} from "./journal.ts";
import { readWhole } from "./local-files.ts";
import { rootedPath } from "./rooted-path.ts";

/** The journal of a tree. A tree without one has an empty one; a broken one is not used, and `problem` says so. */
export function readJournal(root: string): { readonly journal: Journal; readonly problem: string } {
  const content = readOwn(root, journalFile);
  if (content.text === null) return { journal: emptyJournal, problem: content.problem };
  const parsed = parseJournal(content.text);
  if (parsed.ok) return { journal: parsed.value, problem: "" };
  return { journal: emptyJournal, problem: notUsed(journalFile, parsed.error.problem) };
}

/** The environment that a recording holds; null when there is none. */
export function readRecordedEnvironment(root: string): {
  readonly env: Readonly<Record<string, string>> | null;
  readonly problem: string;
} {
  const content = readOwn(root, journalEnvironment);
  if (content.text === null) return { env: null, problem: content.problem };
  const parsed = parseEnvironmentFile(content.text);
  if (parsed.ok) return { env: parsed.value, problem: "" };
  return { env: null, problem: notUsed(journalEnvironment, `line ${parsed.error.line} ${parsed.error.problem}`) };
}

/** The tree is as little trusted here as anywhere: its files may be pipes, or links that lead out of it. */
function readOwn(root: string, path: string): { readonly text: string | null; readonly problem: string } {
  const real = rootedPath(root, path, true);
  const bytes = real.ok ? readWhole(real.value, maxJournalBytes) : real;
  if (bytes.ok) return { text: Buffer.from(bytes.value).toString("utf8"), problem: "" };
  return { text: null, problem: bytes.error.code === "missing" ? "" : notUsed(path, bytes.error.what) };
}

const notUsed = (path: string, why: string): string => `${path} of the tree is not used: ${why}`;
