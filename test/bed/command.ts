// One bounded run of a program of this machine, with its output in memory.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { patience } from "./wait.ts";

export interface Completed {
  /** null when a signal ended it */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** `patience` when absent */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** keeps standard input open until the end, for a command that ends with us by reading it */
  readonly holdInput?: boolean;
  /** called with every line of stderr and stdout as it comes */
  readonly onLine?: (line: string) => void;
}

export function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<Completed> {
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error("an empty command");
  // A group of its own: a Ctrl-C on the terminal is for the caller to act on, not for every child at once.
  const child = spawn(program, rest, {
    detached: true,
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // it may end without reading
  if (options.holdInput !== true) child.stdin.end(options.input ?? "");
  return completion(child, options, () => {
    if (child.pid !== undefined) killGroup(child.pid);
  });
}

/** Collects a child's output until it has ended; `kill` is called when the time is over. */
export function completion(
  child: ChildProcess,
  options: { readonly timeoutMs?: number; readonly onLine?: (line: string) => void },
  kill: () => void,
): Promise<Completed> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs ?? patience);
    collect(child.stdout, out, options.onLine);
    collect(child.stderr, err, options.onLine);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    let drain: NodeJS.Timeout | undefined;
    // A daemon left behind can hold the pipes open for ever: what the program wrote itself is here soon after its end.
    child.once("exit", () => {
      clearTimeout(timer);
      drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 500);
    });
    child.once("close", (status, signal) => {
      clearTimeout(drain);
      resolve({
        status,
        signal,
        timedOut,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
  });
}

/** The stdout of a command that must succeed. */
export async function mustRun(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const done = await runCommand(argv, options);
  if (done.status !== 0) throw new Error(describeFailure(argv, done));
  return done.stdout;
}

export function describeFailure(argv: readonly string[], done: Completed): string {
  const how = done.timedOut
    ? "did not end in time"
    : done.signal === null
      ? `exited ${String(done.status)}`
      : `died of ${done.signal}`;
  return `${argv.join(" ")} ${how}: ${(done.stderr || done.stdout).trim().slice(-2000)}`;
}

function collect(stream: NodeJS.ReadableStream | null, into: Buffer[], onLine?: (line: string) => void): void {
  let rest = "";
  stream?.on("data", (chunk: Buffer) => {
    into.push(chunk);
    if (onLine === undefined) return;
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // already gone
  }
}
