import { lastInstant } from "../model/instant.ts";
import { err, type Result } from "../model/result.ts";
import { redactSecrets } from "../parse/redact.ts";
import {
  anything,
  dictionary,
  either,
  fitted,
  isObject,
  list,
  type Misfit,
  nullable,
  number,
  object,
  type Shape,
  text,
  truth,
  word,
} from "../parse/shape.ts";
import type { CommandResult, FileStatus, FileSystemStatus, Read, ReadFailure } from "./host.ts";

/** A recorded HTTP answer; the body is base64. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RecordedIdentity {
  readonly uid: number | null;
  readonly gid: number | null;
  readonly groups: readonly number[];
}

/**
 * What a tree may keep beside its files (`.glidein/recording.json`): answers that a copied file cannot give. Keys are
 * paths, or the request as JSON. `--record` writes every part; a tree composed by hand has those that it needs, or none.
 */
export interface Journal {
  readonly now: number | null;
  readonly random: number | null;
  readonly pid: number | null;
  readonly identity: RecordedIdentity | null;
  /** Why a file could not be read, where that was not "missing". */
  readonly failures: Answers<FailedRead>;
  readonly stat: Answers<Read<FileStatus>>;
  readonly list: Answers<Read<readonly string[]>>;
  readonly readlink: Answers<Read<string>>;
  readonly statfs: Answers<Read<FileSystemStatus>>;
  readonly access: Answers<Read<boolean>>;
  readonly commands: Answers<Read<CommandResult>>;
  readonly fetches: Answers<Read<RecordedResponse>>;
  readonly resolves: Answers<Read<readonly string[]>>;
  readonly connects: Answers<Read<number>>;
  /** Public facts that stand for secrets that were read. */
  readonly secrets: Answers<unknown>;
}

export type FailedRead = { readonly ok: false; readonly error: ReadFailure };
export type Answers<T> = Readonly<Record<string, T>>;
/** The parts of a journal that answer questions. */
export type JournalPart = Exclude<keyof Journal, "now" | "random" | "pid" | "identity">;

export const journalSchema = "glidein.recording/1";
export const journalDirectory = ".glidein";
export const journalFile = `/${journalDirectory}/recording.json`;
export const journalEnvironment = `/${journalDirectory}/environment`;
/** A recording of a busy node is a few hundred KiB. */
export const maxJournalBytes = 67_108_864;

export const statKey = (path: string, follow: boolean): string => `${follow ? "" : "nofollow:"}${path}`;
export const accessKey = (path: string, mode: number): string => `${mode}:${path}`;
/** Only what the command is asked; the environment and limits do not make it another command. */
export const commandKey = (argv: readonly string[], input: string | undefined): string =>
  redactSecrets(JSON.stringify(input === undefined ? argv : [argv, input]));
export const fetchKey = (method: string, url: string): string => redactSecrets(`${method} ${url}`);

export const emptyJournal: Journal = {
  now: null,
  random: null,
  pid: null,
  identity: null,
  failures: {},
  stat: {},
  list: {},
  readlink: {},
  statfs: {},
  access: {},
  commands: {},
  fetches: {},
  resolves: {},
  connects: {},
  secrets: {},
};

/** Text of a journal; parts that it does not have are empty. */
export function parseJournal(content: string): Result<Journal, { readonly problem: string }> {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    return err({ problem: "it is not JSON" });
  }
  if (!isObject(document) || document["schema"] !== journalSchema)
    return err({ problem: `it has no "schema": "${journalSchema}"` });
  const journal = fitted(journalShape, { ...emptyJournal, ...document });
  if (journal.ok) return journal;
  return err({ problem: `${journal.error.place.slice(0, 200)} is not ${journal.error.expected}` });
}

const failure = object<ReadFailure>({
  code: word("missing", "denied", "not-regular", "too-large", "timeout", "loop", "changed", "io", "not-recorded"),
  what: text,
});
const failed = object<FailedRead>({ ok: is(false), error: failure });
const read = <T>(value: Shape<T>): Shape<Read<T>> =>
  either(object<{ readonly ok: true; readonly value: T }>({ ok: is(true), value }), failed);

function is<const T extends boolean>(wanted: T): Shape<T> {
  return (value, place): Misfit | null => (value === wanted ? null : { place, expected: String(wanted) });
}

function between(low: number, high: number): Shape<number> {
  return (value, place) =>
    typeof value === "number" && value >= low && value <= high ? null : { place, expected: `from ${low} to ${high}` };
}

const journalShape = object<Journal>({
  now: nullable(between(0, lastInstant)),
  random: nullable(between(0, 1 - Number.EPSILON)),
  pid: nullable(number),
  identity: nullable(object<RecordedIdentity>({ uid: nullable(number), gid: nullable(number), groups: list(number) })),
  failures: dictionary(failed),
  stat: dictionary(
    read(
      object<FileStatus>({
        type: word("file", "directory", "symlink", "fifo", "socket", "character-device", "block-device"),
        mode: number,
        uid: number,
        gid: number,
        size: number,
        modified: number,
        device: number,
        inode: number,
      }),
    ),
  ),
  list: dictionary(read(list(text))),
  readlink: dictionary(read(text)),
  statfs: dictionary(
    read(
      object<FileSystemStatus>({
        freeMiB: number,
        totalMiB: number,
        freeInodes: nullable(number),
        totalInodes: nullable(number),
      }),
    ),
  ),
  access: dictionary(read(truth)),
  commands: dictionary(
    read(
      object<CommandResult>({
        status: nullable(number),
        signal: nullable(text),
        stdout: text,
        stderr: text,
        truncated: truth,
        timedOut: truth,
      }),
    ),
  ),
  fetches: dictionary(read(object<RecordedResponse>({ status: number, headers: dictionary(text), body: text }))),
  resolves: dictionary(read(list(text))),
  connects: dictionary(read(number)),
  secrets: dictionary(anything),
});
