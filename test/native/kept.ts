// Starts programs under the real keeper, as glidein does.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";
import { patience } from "../bed/wait.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-keeper-"));
export const keeper = join(directory, "keeper");
writeFileSync(keeper, compileNativeProgram("keeper"), { mode: 0o755 });

const marks: string[] = [];

/** Whatever a failed test left running. */
export function killLeftovers(): void {
  for (const pid of marks.splice(0).flatMap(processesWith)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}

export const removeKeeper = (): void => rmSync(directory, { recursive: true, force: true });

/** An environment variable that a program and all that it starts are recognised by. */
export function newMark(): { readonly mark: string; readonly env: NodeJS.ProcessEnv } {
  const value = randomUUID();
  const mark = `GLIDEIN_TEST=${value}`;
  marks.push(mark);
  return { mark, env: { ...process.env, GLIDEIN_TEST: value } };
}

export interface Kept {
  readonly keeper: ChildProcess;
  /** What the keeper reported so far, line by line. */
  readonly reports: () => string[];
  readonly output: () => string;
  readonly errors: () => string;
  /** Exit status of the keeper. */
  readonly ended: Promise<number | null>;
  /** Process ids of all that this program and its descendants are. */
  readonly alive: () => number[];
}

export function keep(options: readonly string[], program: readonly string[]): Kept {
  const { mark, env } = newMark();
  const child = spawn(keeper, [...options, "--", ...program], {
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const texts = [child.stdout, child.stderr, child.stdio[3] as NodeJS.ReadableStream].map(textOf);
  const [output, errors, reports] = texts as [() => string, () => string, () => string];
  return {
    keeper: child,
    reports: () =>
      reports()
        .split("\n")
        .filter((line) => line !== ""),
    output,
    errors,
    ended: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
    alive: () => processesWith(mark).filter((pid) => pid !== child.pid),
  };
}

export const keepShell = (script: string, options: readonly string[] = []): Kept =>
  keep(options, ["/bin/sh", "-c", script]);

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

/** Living processes with this in their environment; one that has ended and waits for its parent has none. */
export function processesWith(mark: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits until the program has written this. */
export const says = (kept: Kept, text: string): Promise<void> =>
  vi.waitFor(
    () => {
      if (!kept.output().includes(text)) throw new Error(`no ${text} in ${JSON.stringify(kept.output())}`);
    },
    { timeout: patience, interval: 5 },
  );
