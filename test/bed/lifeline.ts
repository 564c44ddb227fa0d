// A long-lived child that cannot outlive us. It reads its standard input and ends at end-of-file; we hold the
// other end, so the kernel ends it when we die, however we die. A parent-death signal would not do: it fires at
// the end of the *thread* that started the child, and test runners use threads.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { Socket } from "node:net";

export interface Lifeline {
  readonly pid: number;
  /** ends it and waits until it is gone */
  readonly release: () => Promise<void>;
  readonly ended: Promise<void>;
  /** lets this process end while it is held; it ends then, too */
  readonly background: () => void;
}

/** What the child has to run: says that it is there, then holds on. */
export const holdOn = ["/bin/sh", "-c", "echo ready; exec cat >/dev/null"] as const;

/**
 * A command that ends with us, with all it started and all it mounted; run it with `holdInput`. The shell is the first
 * process of the namespace: the kernel ends everybody when it does.
 */
export function endingWithUs(argv: readonly string[]): string[] {
  const script = 'exec 3<&0; "$@" 3<&- </dev/null & work=$!; (cat <&3 >/dev/null; kill -KILL $work) & wait $work';
  return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script, "sh", ...argv];
}

export function holdLifeline(argv: readonly string[], limitMs: number): Promise<Lifeline> {
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error("an empty command");
  const child = spawn(program, rest, { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string): void => {
      clearTimeout(timer);
      killHard(child);
      reject(new Error(`${argv.join(" ")}: ${why}: ${said.trim()}`));
    };
    const timer = setTimeout(() => {
      fail(`not ready after ${String(limitMs)} ms`);
    }, limitMs);
    child.once("error", (error) => {
      fail(error.message);
    });
    child.once("exit", (status) => {
      fail(`ended with ${String(status)}`);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    child.stdout.on("data", (chunk: Buffer) => {
      if (!chunk.toString().includes("ready") || child.pid === undefined) return;
      clearTimeout(timer);
      resolve({
        pid: child.pid,
        ended,
        release: () => release(child, ended),
        background: () => {
          child.unref();
          for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
        },
      });
    });
  });
}

/** End-of-file asks; SIGKILL insists. Both reach the whole tree, because the child is the parent of a pid namespace. */
async function release(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.destroy();
  const timer = setTimeout(() => {
    killHard(child);
  }, 2000);
  await ended;
  clearTimeout(timer);
}

function killHard(child: ChildProcess): void {
  child.kill("SIGKILL");
}
