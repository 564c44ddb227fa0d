import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, closeSync, constants, openSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installKeeper } from "../../apply/programs.ts";
import type { Actor } from "../../host/actor.ts";
import { readFailureOf } from "../../host/read-failure.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Words } from "./launcher-command.ts";

export interface RunningLauncher {
  /** When the last of the commands has ended: the first status or signal that is not 0. */
  readonly ended: Promise<{ readonly status: number; readonly how: string }>;
  /** Ends the commands and all that they started here. */
  readonly kill: () => void;
}

export interface LauncherStart {
  readonly commands: readonly Words[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What the commands say goes to this file. */
  readonly log: string;
  /** Directory for the keeper. */
  readonly stage: string;
}

/** Each command runs below a keeper, so that nothing of it is left when we are killed. */
export function startLauncher(actor: Actor, start: LauncherStart): Result<RunningLauncher, Failure> {
  const keeper = installKeeper(actor, start.stage);
  // Where nothing can be executed the launcher is on its own.
  const guard = keeper.ok && isExecutable(keeper.value) ? guardWords(keeper.value) : [];
  const children: ChildProcess[] = [];
  const ends: Promise<{ readonly status: number; readonly how: string }>[] = [];
  let log: number;
  try {
    log = openSync(start.log, "a", 0o600);
  } catch (error) {
    return err(cannotStart(start.log, readFailureOf(error).what));
  }
  try {
    for (const [name, ...rest] of start.commands) {
      const program = findProgram(name, start.env["PATH"] ?? "");
      if (program === null) return giveUp(children, name, "there is no such program");
      const [first = program, ...more] = [...guard, program, ...rest];
      const child = spawn(first, more, { env: start.env, cwd: start.cwd, stdio: ["ignore", log, log], detached: true });
      children.push(child);
      ends.push(endOf(child, name));
    }
  } catch (error) {
    // Most reasons are told by the child; that its words are too long for the system (E2BIG) is thrown.
    return giveUp(children, start.commands[children.length]?.[0] ?? "launcher", readFailureOf(error).what);
  } finally {
    closeSync(log);
  }
  return ok({
    ended: Promise.all(ends).then((all) => all.find(({ status }) => status !== 0) ?? { status: 0, how: "status 0" }),
    kill: () => {
      for (const child of children) if (child.pid !== undefined) killTree(actor, child.pid, guard.length > 0);
    },
  });
}

function giveUp(children: readonly ChildProcess[], name: string, why: string): Result<never, Failure> {
  for (const child of children) child.kill("SIGTERM");
  return err(cannotStart(name, why));
}

const guardWords = (keeper: string): readonly string[] => [
  ...[keeper, "--parent", String(process.pid), "--death-grace", "5", "--leftover-grace", "2", "--"],
];

function endOf(child: ChildProcess, name: string): Promise<{ readonly status: number; readonly how: string }> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ status: 127, how: `${name} could not be started: ${error.message}` }));
    child.once("exit", (status, signal) =>
      resolve({
        status: status ?? 128,
        how: signal === null ? `${name} ended with status ${status}` : `${name} was ended by ${signal}`,
      }),
    );
  });
}

/** The keeper kills what is below it; without one there is only the process group. */
function killTree(actor: Actor, pid: number, kept: boolean): void {
  if (kept) actor.kill(pid, "SIGUSR1");
  else actor.kill(-pid, "SIGKILL");
}

function findProgram(name: string, path: string): string | null {
  if (name.includes("/")) return name;
  const places = [...path.split(delimiter), "/usr/local/bin", "/usr/bin", "/bin"].filter((place) =>
    place.startsWith("/"),
  );
  return places.map((place) => join(place, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const cannotStart = (what: string, why: string): Failure =>
  failure(
    "LAUNCHER_FAILED",
    what,
    `the launcher cannot be started: ${why}`,
    "Load the batch system's commands into PATH, or give a launcher with --launcher.",
  );
