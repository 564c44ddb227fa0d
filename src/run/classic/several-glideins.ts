import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SeveralGlideins } from "../../decide/staging/several-glideins.ts";
import { makeDirectories } from "../../host/make-directories.ts";
import { systemCode } from "../../host/read-failure.ts";

export interface SeveralRequest {
  readonly several: Exclude<SeveralGlideins, { kind: "one" }>;
  /** The factory's command line. */
  readonly argv: readonly string[];
  /** What starts this program, and the environment that it began with. */
  readonly own: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Of the batch job: it holds what came with the pilot. */
  readonly directory: string;
  readonly say: (stream: "stdout" | "stderr", text: string) => void;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
}

const prefix = "glidein_dir";
/** Found on every Linux; it is what ends the others with us when we are killed. */
const setpriv = "/usr/bin/setpriv";

/**
 * Starts several glideins in this batch job, each in a directory of its own with a copy of what came with the pilot, and
 * waits for all of them. They share the cache of fetched files. The value is 1 only if none of them ended well.
 */
export async function runSeveral(request: SeveralRequest): Promise<0 | 1> {
  const { several, directory, say, onSignal } = request;
  const children: ChildProcess[] = [];
  onSignal((signal) => {
    for (const child of children) child.kill(signal === "SIGINT" || signal === "SIGQUIT" ? signal : "SIGTERM");
  });
  const ends: Promise<boolean>[] = [];
  const begin = (number: number, cwd: string, launcher: readonly string[]): void => {
    const child = start(request, number, cwd, launcher);
    children.push(child);
    ends.push(ended(child, number, say));
  };
  if (several.kind === "launched") {
    say("stdout", `Starting several glideins with ${several.launcher.join(" ")}\n`);
    begin(0, directory, several.launcher);
  } else
    for (let number = 1; number <= several.count; number += 1) {
      const own = join(directory, `${prefix}${number}`);
      const fault = furnish(request, own);
      if (fault === null) {
        say("stdout", `Starting glidein ${number} in ${prefix}${number}\n`);
        begin(number, own, several.launcher);
      } else say("stderr", `Glidein ${number} is not started: ${own}: ${fault}\n`);
    }
  const results = await Promise.all(ends);
  if (several.kind === "several")
    for (let number = 1; number <= several.count; number += 1)
      rmSync(join(directory, `${prefix}${number}`), { recursive: true, force: true });
  return results.includes(true) ? 0 : 1;
}

function start(
  { several, argv, own, env }: SeveralRequest,
  number: number,
  cwd: string,
  launcher: readonly string[],
): ChildProcess {
  const guard = existsSync(setpriv) ? [setpriv, "--pdeathsig", "TERM", "--"] : [];
  const [program = own[0], ...rest] = [...guard, ...launcher, ...own, "-multirestart", String(number), ...argv];
  const counted = { ...env, ...(several.kind === "several" ? countedBy(several, number) : {}) };
  return spawn(program, rest, { cwd, env: counted, stdio: ["ignore", "inherit", "inherit"] });
}

/** As `glidein launch` says it: the slots' ads tell the glideins of one batch job apart, and those on one node share it. */
function countedBy(
  { count, launcher }: Extract<SeveralGlideins, { kind: "several" }>,
  number: number,
): Readonly<Record<string, string>> {
  const rank = String(number - 1);
  return {
    ...{ GLIDEIN_Launch: `multi-${process.pid}`, GLIDEIN_Launch_Rank: rank, GLIDEIN_Launch_Size: String(count) },
    // A launcher may put each on a node of its own.
    ...(launcher.length > 0 ? {} : { GLIDEIN_Per_Node: String(count), GLIDEIN_Local_Rank: rank }),
  };
}

function ended(child: ChildProcess, number: number, say: SeveralRequest["say"]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once("error", (error) => {
    say("stderr", `Glidein ${number} could not be started: ${error.message}\n`);
    resolve(false);
  });
  child.once("exit", (status, signal) => {
    say("stderr", `Glidein ${number} ended with ${signal === null ? `status ${status ?? "?"}` : signal}\n`);
    resolve(status === 0);
  });
  return promise;
}

/** What came with the batch job, but for the program itself, which is the same for all; why not, when it cannot be. */
function furnish({ directory, own, say }: SeveralRequest, into: string): string | null {
  const programs = new Set(own.map(realPath));
  try {
    makeDirectories(into, 0o700);
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (name.startsWith(prefix) || name.startsWith(".") || programs.has(realPath(path))) continue;
      try {
        cpSync(path, join(into, name), { recursive: true, preserveTimestamps: true });
      } catch (error) {
        say("stderr", `${name} is not copied to ${into}: ${systemCode(error) ?? "unknown error"}\n`);
      }
    }
    return null;
  } catch (error) {
    return systemCode(error) ?? "unknown error";
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A link to nothing, or a word of the command that is no file.
    return path;
  }
}
