import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { remoteCommand } from "../../decide/submit/remote-scripts.ts";
import { type ControlLine, parseControlLine } from "../../parse/submit/control-line.ts";

/** A connection to one host that stands, and over which everything goes. */
export interface SshConnection {
  /** As ssh takes it: `[user@]host` or a name of its configuration. */
  readonly host: string;
  /** The socket of the master; null: whatever the user's own configuration says. */
  readonly socket: string | null;
  readonly env: Readonly<Record<string, string>>;
}

export interface RemoteRun {
  readonly mark: string;
  readonly script: string;
  /** What follows the script on standard input. */
  readonly feed?: (input: Writable) => void;
  readonly onLine: (line: ControlLine) => void;
  readonly timeoutMs: number;
  readonly stop?: AbortSignal;
}

/** How a script on the far side ended, as ssh says it. */
export interface RemoteEnd {
  readonly status: number | null;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly stopped: boolean;
}

const maxLine = 65_536;
const maxStderr = 8192;

/** Runs a script on the far side, over the connection that stands; never opens another one, and never asks anybody. */
export function runRemote(connection: SshConnection, run: RemoteRun): Promise<RemoteEnd> {
  const { promise, resolve } = Promise.withResolvers<RemoteEnd>();
  const child = spawn("ssh", [...sessionOptions(connection), "--", connection.host, remoteCommand], {
    env: connection.env,
    stdio: ["pipe", "pipe", "pipe"],
    // A Ctrl-C of the terminal is ours to act upon.
    detached: true,
  });
  let stderr = "";
  let timedOut = false;
  let stopped = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, run.timeoutMs);
  const onStop = (): void => {
    stopped = true;
    child.kill("SIGTERM");
  };
  if (run.stop?.aborted === true) onStop();
  run.stop?.addEventListener("abort", onStop, { once: true });
  const end = (status: number | null, why = ""): void => {
    clearTimeout(timer);
    run.stop?.removeEventListener("abort", onStop);
    resolve({ status, stderr: `${stderr}${why}`.trim(), timedOut, stopped });
  };
  child.once("error", (error) => end(null, error.message));
  child.once("close", (status) => end(status));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString("utf8")}`.slice(-maxStderr);
  });
  readLines(child, run);
  // One that ended without reading says why on its standard error.
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${Buffer.from(run.script).toString("base64")}\n`);
  if (run.feed === undefined) child.stdin.end();
  else run.feed(child.stdin);
  return promise;
}

function readLines(child: ChildProcess, { mark, onLine }: RemoteRun): void {
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = (lines.pop() ?? "").slice(-maxLine);
    for (const line of lines) {
      const control = parseControlLine(line, mark);
      if (control !== null) onLine(control);
    }
  });
}

const sessionOptions = ({ socket }: SshConnection): readonly string[] => [
  ...(socket === null ? [] : ["-S", socket]),
  ...["-T", "-o", "BatchMode=yes", "-o", "ControlMaster=no", "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no"],
  // Without a master ssh would open a connection of its own, and ask for everything again.
  ...["-o", "ProxyJump=none", "-o", "ProxyCommand=false"],
];

/** Whether somebody's connection to this host stands already. */
export async function hasMaster(connection: SshConnection): Promise<boolean> {
  const socket = connection.socket === null ? [] : ["-S", connection.socket];
  const { status } = await plain([...socket, "-O", "check", "--", connection.host], connection.env, "ignore");
  return status === 0;
}

/** Opens the connection; ssh asks the person whatever it has to ask, this once. */
export function openMaster(connection: SshConnection): Promise<{ status: number | null; stderr: string }> {
  const options = ["-M", "-N", "-f", "-S", connection.socket ?? "none", "-o", "ControlPersist=yes"];
  const alive = ["-o", "ServerAliveInterval=30", "-o", "ServerAliveCountMax=4", "-o", "ClearAllForwardings=yes"];
  return plain([...options, ...alive, "--", connection.host], connection.env, "inherit");
}

function plain(
  options: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: "inherit" | "ignore",
): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    // The prompts of ssh go to the terminal itself; what it says of failures is ours to tell.
    const child = spawn("ssh", options, { env, stdio: [stdin, "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = `${stderr}${chunk.toString("utf8")}`.slice(-maxStderr);
    });
    child.once("error", (error) => resolve({ status: null, stderr: error.message }));
    // Not `close`: the master that stays holds the pipe.
    child.once("exit", (status) => setImmediate(() => resolve({ status, stderr: stderr.trim() })));
  });
}
