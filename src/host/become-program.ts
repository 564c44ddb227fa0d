import { accessSync, constants } from "node:fs";
import { isSea } from "node:sea";

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
 * Goes on as another program, with this process id and only the descriptors 0 to 2. Signals are held back from before
 * `isWanted` is asked, so that each is heard by us before it or by the program after it: the program finds them blocked
 * and pending. Returns when it is not wanted any more, or where the system refuses.
 *
 * `holder`: the addon that does the holding (src/native/holder.c).
 */
export async function becomeProgram(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  holder: string,
  isWanted: () => boolean,
): Promise<void> {
  if (!toggle(holder)) return;
  // Whatever Node has been told of by the system is told to its listeners now.
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setImmediate(resolve));
  try {
    // Its warning that the function is young is for nobody here.
    process.removeAllListeners("warning");
    if (isWanted()) process.execve?.(argv[0], [...argv], env);
  } catch {
    // Refused; we go on.
  }
  toggle(holder);
}

const shell = "/bin/sh";

/**
 * Ends this process with a status. Node's own way waits for threads of its engine, and now and then for ever
 * (a known deadlock of its shutdown); a program that takes its place has none.
 */
export function leave(status: number): never {
  try {
    process.removeAllListeners("warning");
    if (canBecome(shell)) process.execve?.(shell, ["sh", "-c", `exit ${status}`], {});
  } catch {
    // Refused; the ordinary way is left.
  }
  return process.exit(status);
}

/**
 * Lets SIGUSR1 come, the early warning of some batch systems: our Node blocks it, lest it open a debugger. False where
 * the addon cannot be loaded; then it is not heard.
 */
export const hearWarnings = (holder: string): boolean => toggle(holder) && toggle(holder);

/** Holds signals back, or lets them come again. */
function toggle(holder: string): boolean {
  try {
    process.dlopen({ exports: {} }, holder);
    return true;
  } catch {
    return false;
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
