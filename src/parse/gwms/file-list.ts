import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { stagedFileName } from "./file-name.ts";
import { atLine, readLines } from "./text-lines.ts";

/** What is done with a file once it is there and verified. */
export type StagedFileType =
  | "regular"
  /** Stored; its content may change on the server, so it is asked for anew and not signed. */
  | "nocache"
  | "exec"
  /** Run in the container that jobs get. */
  | "exec:s"
  | "wrapper"
  | "untar"
  | "config"
  /** Part of HTCondor's configuration. */
  | "config:c";

export interface ListedFile {
  /** Name in the work directory. */
  readonly name: string;
  /** Name on the server. */
  readonly remote: string;
  readonly type: StagedFileType;
  /** Seconds between two runs of a script; 0: once. */
  readonly period: number;
  /** Of the attributes that a periodic script publishes; null: none. */
  readonly prefix: string | null;
  /** Name in `glidein_config` whose value must be 1; null: always; false: never. */
  readonly condition: string | null | false;
  /** Name in `glidein_config` that gets the path; null: none. */
  readonly configName: string | null;
  readonly line: number;
}

export interface FileList {
  readonly files: readonly ListedFile[];
  /** A last line without a line break, which GlideinWMS's shell does not read. */
  readonly unfinished: string | null;
}

const types = new Set<StagedFileType>([
  "regular",
  "nocache",
  "exec",
  "exec:s",
  "wrapper",
  "untar",
  "config",
  "config:c",
]);
const isType = (text: string): text is StagedFileType => (types as ReadonlySet<string>).has(text);
const defaultPrefix = "GLIDEIN_PS_";
const longestPeriod = 2_147_483_647;
/** Names in `glidein_config` may have dots and dashes: `CONDOR_PLATFORM_23.0.x-linux-rhel9-x86_64`. */
const key = /^[A-Za-z_][A-Za-z0-9_.:+-]{0,255}$/u;

/**
 * `outfile infile type period prefix condition configout`, separated by blanks and tabs; lists of GlideinWMS before 3.2.14
 * lack the prefix, those before 3.2.11 the period too. All of it or nothing: a list with a hole would run the rest of
 * the scripts without what they build on.
 */
export function readFileList(text: string): Result<FileList, Refusal> {
  const read = readLines(text);
  if (!read.ok) return read;
  const files: ListedFile[] = [];
  for (const { text: line, number } of read.value.lines) {
    const file = readColumns(line.trim().split(/[ \t]+/u), number);
    if (!file.ok) return err({ ...file.error, where: [atLine(number), file.error.where].filter(Boolean).join(", ") });
    files.push(file.value);
  }
  const { unfinished } = read.value;
  return ok({ files, unfinished: unfinished.trim() === "" || unfinished.startsWith("#") ? null : unfinished });
}

function readColumns(columns: readonly string[], line: number): Result<ListedFile, Refusal> {
  const all = whole(columns);
  if (all === null) return err(refusal("", `${columns.length} columns`, "seven (older lists: six or five)"));
  const [outfile, infile, type, period, prefix, condition, configOut] = all;
  const name = stagedFileName(outfile);
  if (!name.ok) return err({ ...name.error, where: "first column" });
  const remote = stagedFileName(infile);
  if (!remote.ok) return err({ ...remote.error, where: "second column" });
  if (!isType(type)) return err(refusal("third column", "an unknown type", [...types].join(", ")));
  if (!/^[0-9]{1,10}$/u.test(period) || Number(period) > longestPeriod)
    return err(refusal("period", "not a number of seconds", "0 or more"));
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/u.test(prefix))
    return err(refusal("prefix", "not a prefix", "letters, digits, underscores, or NOPREFIX"));
  if (!key.test(condition)) return err(refusal("condition", "not a name", "TRUE, FALSE or a name in glidein_config"));
  if (!key.test(configOut)) return err(refusal("configout", "not a name", "FALSE or a name for glidein_config"));
  return ok({
    name: name.value,
    remote: remote.value,
    type,
    period: Number(period),
    prefix: prefix === "NOPREFIX" ? null : prefix,
    condition: condition === "TRUE" ? null : condition === "FALSE" ? false : condition,
    configName: configOut === "FALSE" ? null : configOut,
    line,
  });
}

type Columns = readonly [string, string, string, string, string, string, string];

function whole(columns: readonly string[]): Columns | null {
  const [a = "", b = "", c = "", d = "", e = "", f = "", g = ""] = columns;
  switch (columns.length) {
    case 7:
      return [a, b, c, d, e, f, g];
    case 6:
      return [a, b, c, d, defaultPrefix, e, f];
    case 5:
      return [a, b, c, "0", defaultPrefix, d, e];
    default:
      return null;
  }
}

/** The word AAA of a file `gconditional_AAA_rest`, which is fetched only if GLIDEIN_USE_AAA is set; null for others. */
export const conditionalWord = (name: string): string | null => /^gconditional_([^_]+)_/u.exec(name)?.[1] ?? null;
