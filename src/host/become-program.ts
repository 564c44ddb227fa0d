import { accessSync, constants } from "node:fs";
import { isSea } from "node:sea";

/** Signals whose listeners end with us; in the moment before the program holds them they do what they do to any process. */
const ending = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR2", "SIGXCPU"] as const;

/**
 * Whether this Node can put another program into its place. Where the program cannot be executed Node ends with a core
 * dump, so that is looked at before.
 */
export function canBecome(...programs: readonly string[]): boolean {
  if (typeof process.execve !== "function") return false;
  return programs.every((program) => {
    try {
      accessSync(program, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Goes on as another program, with this process id and only the descriptors 0 to 2. Returns only where the system
 * refuses. Nothing asynchronous of ours is waited for.
 */
export function becomeProgram(argv: readonly [string, ...string[]], env: Readonly<Record<string, string>>): void {
  const listeners = ending.map((signal) => ({ signal, before: process.listeners(signal) }));
  // A signal that Node has taken and not yet told us would be lost; so it takes none any more.
  for (const { signal } of listeners) process.removeAllListeners(signal);
  // It warns that the function is young; nobody here can do anything about that.
  process.removeAllListeners("warning");
  try {
    process.execve?.(argv[0], [...argv], env);
  } catch {
    for (const { signal, before } of listeners) for (const listener of before) process.on(signal, listener);
  }
}

/** The command that is this program, for whoever starts it again. */
export function ownCommand(): readonly [string, ...string[]] {
  const script = process.argv[1];
  return isSea() || script === undefined ? [process.execPath] : [process.execPath, ...process.execArgv, "--", script];
}

/** Our environment, without what meddles with programs, and with what the account's shell would have set. */
export const ownEnvironment = (account: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...process.env, ...account }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
