import { type ChildProcess, spawn } from "node:child_process";
import { err, ok } from "../model/result.ts";
import type { CommandRequest, CommandResult, Read, ReadFailure } from "./host.ts";
import { readFailureOf } from "./read-failure.ts";

const defaultMaxBytes = 262144;
/** After the program ended, a child it left behind may hold the pipes; its output is not waited for longer than this. */
const drainMs = 300;

/** Groups of the commands that run now. */
const running = new Set<number>();
// However we end, but for SIGKILL, no command of ours goes on without anybody who reads its answer.
process.on("exit", () => running.forEach(killGroup));

/**
 * Runs a command of the node in its own process group. At the deadline, or when `stop` is aborted, the whole group is
 * killed; a process that cannot be killed (stuck in the kernel) is left to itself rather than waited for.
 */
export function runCommand(
  request: CommandRequest,
  env: Readonly<Record<string, string>>,
  stop?: AbortSignal,
): Promise<Read<CommandResult>> {
  const [file, ...args] = request.argv;
  if (stop?.aborted === true) return Promise.resolve(interrupted);
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(file, args, {
        env,
        cwd: request.cwd ?? "/",
        detached: true,
        stdio: [request.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      });
    } catch (error) {
      resolve(err(readFailureOf(error)));
      return;
    }
    if (child.pid !== undefined) running.add(child.pid);
    const limit = request.maxBytes ?? defaultMaxBytes;
    const stdout = collect(child.stdout, limit);
    const stderr = collect(child.stderr, limit);
    let timedOut = false;
    let settled = false;
    const settle = (status: number | null, signal: string | null): void => {
      if (settled) return;
      settled = true;
      finish();
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve(
        ok({
          status,
          signal,
          stdout: stdout.text(),
          stderr: stderr.text(),
          truncated: stdout.truncated() || stderr.truncated(),
          timedOut,
        }),
      );
    };
    const finish = (): void => {
      clearTimeout(deadline);
      clearTimeout(abandon);
      stop?.removeEventListener("abort", onStop);
      if (child.pid === undefined) return;
      killGroup(child.pid);
      running.delete(child.pid);
    };
    const onStop = (): void => {
      if (settled) return;
      settled = true;
      finish();
      resolve(interrupted);
    };
    stop?.addEventListener("abort", onStop, { once: true });
    let abandon: NodeJS.Timeout | undefined;
    const deadline = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) killGroup(child.pid);
      abandon = setTimeout(() => settle(null, null), 1000);
    }, request.timeoutMs);
    child.on("error", (error) => {
      if (settled) return;
      settled = true;
      finish();
      resolve(err(readFailureOf(error)));
    });
    child.on("exit", (status, signal) => {
      const drained = setTimeout(() => settle(status, signal), drainMs);
      child.on("close", () => {
        clearTimeout(drained);
        settle(status, signal);
      });
    });
    if (request.input !== undefined) {
      // A program that does not read its input closes the pipe; that is its right.
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(request.input);
    }
  });
}

const interrupted = err<ReadFailure>({ code: "timeout", what: "interrupted by a stop signal" });

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function collect(
  stream: NodeJS.ReadableStream | null,
  limit: number,
): { text: () => string; truncated: () => boolean } {
  const chunks: Buffer[] = [];
  let total = 0;
  let cut = false;
  stream?.on("data", (chunk: Buffer) => {
    const room = limit - total;
    if (chunk.length > room) cut = true;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    total += chunk.length;
  });
  stream?.on("error", () => undefined);
  return { text: () => Buffer.concat(chunks).toString("utf8"), truncated: () => cut };
}
