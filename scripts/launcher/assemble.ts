// Puts dist/glidein.sh together: the launcher's parts in their order, with the pinned digests, and the program at the end.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packProgram } from "./pack-program.ts";
import { type PinnedRuntimes, pinnedRuntimes, runtimeArms } from "./pinned-runtimes.ts";

/** Bytes. A factory sends it with every pilot. */
export const launcherBudget = 500_000;

export interface LauncherParts {
  readonly version: string;
  readonly commit: string;
  /** The whole program as one script. */
  readonly program: string;
  /** What it is made of, where that takes less room: see `packProgram`. */
  readonly pieces?: string;
  /** Whether the shell's part is written without indentation, which is four kilobytes. */
  readonly isFlat?: boolean;
  /** Options of Node, as for the single executable. */
  readonly nodeFlags: readonly string[];
  /** Where the release's runtime files are published. */
  readonly urls: readonly string[];
  /** Unset: those that are written down. */
  readonly trusted?: PinnedRuntimes;
}

const parts = [
  "start",
  "signals",
  "environment",
  "arguments",
  "cache",
  "lock",
  "fetch",
  "node-checks",
  "runtime",
  "refuse",
  "program",
];

export function assembleLauncher({
  version,
  commit,
  program,
  pieces = program,
  isFlat = false,
  nodeFlags,
  urls,
  trusted = pinnedRuntimes(),
}: LauncherParts): string {
  const digest = createHash("sha256").update(program).digest("hex");
  const values: Readonly<Record<string, string>> = {
    VERSION: plain(version),
    COMMIT: plain(commit),
    NODE_VERSION: plain(trusted.version),
    NODE_FLAGS: nodeFlags.map(plain).join(" "),
    PROGRAM_SHA256: digest,
    PROGRAM_NAME: `glidein-${plain(version)}-${digest.slice(0, 12)}.cjs`,
    DEFAULT_URLS: urls.map(plain).join(" "),
    RUNTIMES: runtimeArms(trusted),
    PYTHON_CLIENT: quoted(text("clients/client.py")),
    PERL_CLIENT: quoted(text("clients/client.pl")),
    BASH_CLIENT: quoted(text("clients/client.bash")),
    UNPACKER: quoted(text("unpack-program.cjs")),
    PROGRAM: packProgram(pieces),
  };
  const script = withoutComments(parts.map((part) => text(`sh/${part}.sh`)).join("\n"));
  const template = isFlat ? flat(script) : script;
  const launcher = `${template}\n`.replaceAll(/@([A-Z0-9_]+)@/gu, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the launcher has a place ${place} that nothing fills`);
    return value;
  });
  if (/[^\n\t -~]/u.test(launcher)) throw new Error("the launcher is not plain ASCII: a shell's locale would matter");
  return launcher;
}

const text = (path: string): string => readFileSync(join(import.meta.dirname, path), "utf8").trimEnd();

/** Comments are for the sources, but for the first lines: they say what the file is, and where to read on. */
function withoutComments(script: string): string {
  const [head = "", ...rest] = script.split(/(?<=\n\n)/u);
  const body = rest.join("").split("\n");
  return head + body.filter((line) => !/^\s*(#.*)?$/u.test(line)).join("\n");
}

/** But for the document, whose form is what factories know. */
const flat = (script: string): string =>
  script
    .split(/^(.*<<GLIDEIN_RESULT\n[^]*?\nGLIDEIN_RESULT)$/mu)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/^ +/gmu, "")))
    .join("");

/** A word between single quotes that no shell reads otherwise. */
function plain(word: string): string {
  if (!/^[\w.:/@%+=,~-]*$/u.test(word)) throw new Error(`${JSON.stringify(word)} cannot be written into the launcher`);
  return word;
}

function quoted(program: string): string {
  if (program.includes("'")) throw new Error("a program inside the launcher has a single quote");
  return program;
}
