import type { CommandLine } from "./cli.ts";
import { exitTable } from "./exit.ts";
import { takeEnvironment } from "./host/clean-start.ts";
import { isClassic } from "./parse/gwms/arguments.ts";
import { redactSecrets } from "./parse/redact.ts";
import { commit, version } from "./version.ts";

/**
 * The only reader of `process`. Stop signals are caught before anything is loaded: from here on the first of them
 * aborts `stop`, and whoever has something to take down hears it there.
 */
function main(): void {
  const argv = process.argv.slice(2);
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    // Answered before the command line's parser is even loaded: factories and checks ask often.
    process.stdout.write(`glidein ${version} (${commit}), Node ${process.version}\n`);
    return;
  }
  const isTaken = takesDown(argv);
  const controller = new AbortController();
  const listeners: ((signal: NodeJS.Signals) => void)[] = [];
  // The last two are the last warning of LSF and SGE before SIGKILL, and of a soft limit on CPU time.
  for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR2", "SIGXCPU"] as const) {
    if (!isTaken) continue;
    process.on(signal, () => {
      for (const listener of listeners) listener(signal);
      controller.abort(signal);
    });
  }
  // A batch system hangs up when its own shell ends; that is no reason to stop.
  process.on("SIGHUP", () => undefined);
  // An early warning of some batch systems. Without a listener Node would open its debugger to everybody on the node.
  process.on("SIGUSR1", () => {
    for (const listener of listeners) listener("SIGUSR1");
  });
  process.on("uncaughtException", bug);
  process.on("unhandledRejection", bug);
  const env = takeEnvironment(process.env, process.pid);
  void start(argv, env, controller.signal, (listener) => listeners.push(listener));
}

/** What starts something ends in its own way and says why; every other command has nothing to take down and ends as programs do. */
const takesDown = ([command = ""]: readonly string[]): boolean =>
  ["run", "resume", "launch", "rank", "edge", "submit"].includes(command) || command.startsWith("-");

async function start(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  stop: AbortSignal,
  onSignal: (listener: (signal: NodeJS.Signals) => void) => void,
): Promise<void> {
  const { processOutput, statusOfResult } = await import("./cli/output.ts");
  const line = { argv, env, output: processOutput(env), stop, onSignal };
  const status = await runLine(line);
  // Timers, sockets and threads of third parties must not keep a pilot on a paid node.
  if (takesDown(argv)) (await import("./host/become-program.ts")).leave(status);
  process.exit(statusOfResult(line.output, status));
}

/** A factory's command line is told by its first word; its 28 options are no business of the command line's parser. */
async function runLine(line: CommandLine): Promise<number> {
  if (isClassic(line.argv)) return (await import("./cli/classic-command.ts")).classicCommand(line);
  if (line.argv[0] === "rank") return (await import("./cli/rank-command.ts")).rankCommand(line);
  if (line.argv[0] === "resume") return (await import("./cli/resume-command.ts")).resumeCommand(line);
  return (await import("./cli.ts")).runCommandLine(line);
}

function bug(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`glidein: a bug of glidein, please report it [BUG]\n${redactSecrets(text)}\n`);
  process.exit(isClassic(process.argv.slice(2)) ? 1 : exitTable.bug.status);
}

main();
