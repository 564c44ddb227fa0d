import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { systemCode } from "../../host/read-failure.ts";

export interface ScriptRun {
  /** Absolute path of the program and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** null: no limit, as GlideinWMS has it. */
  readonly deadlineMs: number | null;
  readonly signal: AbortSignal;
  /** What the script says, as it says it. */
  readonly say: (stream: "stdout" | "stderr", text: string) => void;
}

/** How a script ended; a program that could not be started ends with 126 or 127, as a shell says it. */
export interface ScriptEnd {
  readonly status: number;
  readonly timedOut: boolean;
  /** Why it could not be started. */
  readonly notStarted: string | null;
}

/** More of each stream is dropped: a script that writes for ever must not fill the pilot's log. */
const loudest = 4_194_304;
/** After the script ended, a process that it left behind may hold the pipes. */
const drainMs = 200;

/**
 * Runs one script with nothing to read, in a process group of its own. Processes that it leaves behind live on, as VOs
 * expect it of their services; whoever ends the pilot ends them (`endProcessesOf`).
 */
export async function runScript(run: ScriptRun): Promise<ScriptEnd> {
  const [program] = run.argv;
  const first = await start(run, run.argv);
  // A script without a first line that names its interpreter is one for the shell.
  if (first.code === "ENOEXEC") return (await start(run, ["/bin/sh", ...run.argv])).end;
  if (first.code !== null) return { ...first.end, notStarted: whyNot(program, first.code) };
  return first.end;
}

interface Started {
  readonly end: ScriptEnd;
  readonly code: string | null;
}

function start(run: ScriptRun, argv: readonly string[]): Promise<Started> {
  const [file = "", ...args] = argv;
  const { promise, resolve } = Promise.withResolvers<Started>();
  let child: ChildProcess;
  try {
    child = spawn(file, args, { cwd: run.directory, env: run.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    return Promise.resolve(unstarted(systemCode(error) ?? "unknown error"));
  }
  const streams = [pass(child, "stdout", run.say), pass(child, "stderr", run.say)];
  let timedOut = false;
  const stop = (): void => killGroup(child.pid);
  const timer =
    run.deadlineMs === null
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, run.deadlineMs);
  run.signal.addEventListener("abort", stop, { once: true });
  if (run.signal.aborted) stop();
  child.on("error", (error) => settle(unstarted(systemCode(error) ?? "unknown error")));
  child.on("exit", (status, signal) => {
    const drained = setTimeout(finish, drainMs);
    child.on("close", () => {
      clearTimeout(drained);
      finish();
    });
    function finish(): void {
      // 128 + n is how shells, and with them factories, know the end by a signal.
      settle({ end: { status: status ?? 128 + signalNumber(signal), timedOut, notStarted: null }, code: null });
    }
  });
  function settle(started: Started): void {
    clearTimeout(timer);
    run.signal.removeEventListener("abort", stop);
    for (const end of streams) end();
    resolve(started);
  }
  return promise;
}

const unstarted = (code: string): Started => ({
  end: { status: code === "EACCES" || code === "EPERM" ? 126 : 127, timedOut: false, notStarted: code },
  code,
});

const numbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};
const signalNumber = (signal: string | null): number => numbers[signal ?? ""] ?? 0;

function pass(child: ChildProcess, name: "stdout" | "stderr", say: ScriptRun["say"]): () => void {
  const stream = child[name];
  const decoder = new TextDecoder();
  let total = 0;
  // Whole lines, so that those of both streams do not run into each other.
  let line = "";
  stream?.on("error", () => undefined);
  stream?.on("data", (chunk: Buffer) => {
    const before = total;
    total += chunk.length;
    if (before >= loudest) return;
    const text = line + decoder.decode(chunk.subarray(0, loudest - before), { stream: true });
    const whole = text.lastIndexOf("\n") + 1;
    if (whole > 0) say(name, text.slice(0, whole));
    line = text.slice(whole);
    if (total >= loudest) say(name, `\n(more than ${loudest} bytes; the rest is left out)\n`);
  });
  return () => {
    if (line !== "") say(name, `${line}\n`);
    line = "";
    // What it left behind may go on writing; nobody reads it, and it must not be stopped by a closed pipe.
    stream?.removeAllListeners("data");
    stream?.resume();
    if (stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
  };
}

function whyNot(program: string, code: string): string {
  if (code !== "ENOENT") return code;
  try {
    const line = readFileSync(program, "latin1").slice(0, 200).split("\n", 1)[0] ?? "";
    if (line.endsWith("\r")) return "its lines end in carriage returns, so its interpreter is not found";
    return line.startsWith("#!") ? `its interpreter is not there: ${line.slice(2).trim()}` : code;
  } catch {
    return code;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
