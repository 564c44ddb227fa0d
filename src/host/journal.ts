import type { CommandResult, FileStatus, FileSystemStatus, Read } from "./host.ts";

/** A recorded HTTP answer; the body is base64. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What a recording keeps beside the files themselves (`.glidein/recording.json` in the tree): answers that a copied
 * file cannot give. Keys are paths, or the request as JSON. A tree composed by hand has none of this.
 */
export interface Journal {
  readonly schema: "glidein.recording/1";
  readonly now: number;
  readonly random: number;
  readonly pid: number | null;
  readonly identity: { readonly uid: number | null; readonly gid: number | null; readonly groups: readonly number[] };
  /** Why a file could not be read, where that was not "missing". */
  readonly failures: Record<string, Read<never>>;
  readonly stat: Record<string, Read<FileStatus>>;
  readonly list: Record<string, Read<readonly string[]>>;
  readonly readlink: Record<string, Read<string>>;
  readonly statfs: Record<string, Read<FileSystemStatus>>;
  readonly access: Record<string, Read<boolean>>;
  readonly commands: Record<string, Read<CommandResult>>;
  readonly fetches: Record<string, Read<RecordedResponse>>;
  readonly resolves: Record<string, Read<readonly string[]>>;
  readonly connects: Record<string, Read<number>>;
  readonly secrets: Record<string, unknown>;
}

export const journalDirectory = ".glidein";
export const journalFile = `${journalDirectory}/recording.json`;
export const journalEnvironment = `${journalDirectory}/environment`;

export const statKey = (path: string, follow: boolean): string => `${follow ? "" : "nofollow:"}${path}`;
export const accessKey = (path: string, mode: number): string => `${mode}:${path}`;
/** Only what the command is asked; the environment and limits do not make it another command. */
export const commandKey = (argv: readonly string[], input: string | undefined): string =>
  JSON.stringify(input === undefined ? argv : [argv, input]);
export const fetchKey = (method: string, url: string): string => `${method} ${url}`;
