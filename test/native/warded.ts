// A program under the real keeper and the real warden, whose COMMAND is a shell script that notes how it was called.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";
import { patience } from "../bed/wait.ts";
import { keeper, newMark, processesWith } from "./kept.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-warden-"));
const warden = join(directory, "warden");
writeFileSync(warden, compileNativeProgram("warden"), { mode: 0o755 });
export const removeWarden = (): void => rmSync(directory, { recursive: true, force: true });

/** The clock of the orders, now and so many milliseconds later. */
export const clock = (laterMs = 0): number => Number(process.hrtime.bigint() / 1_000_000n) + laterMs;
export const never = `wake ${clock(86_400_000)} 99999999999`;

export interface Warded {
  readonly warden: ChildProcess;
  /** Directory of its own; `file("state")` has the orders. */
  readonly file: (name: string) => string;
  readonly order: (lines: readonly string[]) => void;
  /** Arguments of each COMMAND so far. */
  readonly calls: () => readonly string[];
  readonly output: () => string;
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly alive: () => number[];
  readonly keeperPid: () => number;
  readonly says: (text: string) => Promise<void>;
  readonly called: (text: string | RegExp) => Promise<void>;
}

let count = 0;

/**
 * `program`: shell text that runs under the keeper. `command`: shell text of COMMAND, which has the directory as its
 * working directory; a line of its arguments is noted before. `before`: shell text before the warden takes over.
 */
export function ward(
  program: string,
  command: string,
  orders: readonly string[] | ((file: (name: string) => string) => readonly string[]),
  before = "",
): Warded {
  const { mark, env } = newMark();
  count += 1;
  const own = join(directory, String(count));
  mkdirSync(own);
  const file = (name: string): string => join(own, name);
  const order = (lines: readonly string[]): void => {
    writeFileSync(file("state.new"), `${[...lines, "end"].join("\n")}\n{}\n`);
    renameSync(file("state.new"), file("state"));
  };
  order(typeof orders === "function" ? orders(file) : orders);
  writeFileSync(file("calls"), "");
  writeFileSync(file("command"), `#!/bin/sh\ncd ${own}\necho "$*" >> calls\n${command}\n`, { mode: 0o755 });
  const options = `--keeper $! --program 0 --death-grace 1 --state ${file("state")} --nofile 256 -- ${keeper} --leftover-grace 0 --death-grace 0 -- ${file("command")} resume`;
  // The shell before the warden could take note of an end that comes at once.
  const once = "until read name </proc/$PPID_OF_ALL/comm && [ $name = warden ]; do sleep 0.01; done; ";
  const text = before === "" ? once + program : program;
  const script = `export PPID_OF_ALL=$$; ${keeper} --leftover-grace 0 --parent $$ -- /bin/sh -c "$0" & echo $! > ${file("keeper")}; ${before}exec ${warden} ${options}`;
  const child = spawn("/bin/sh", ["-c", script, text], { env, stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const calls = (): readonly string[] =>
    readFileSync(file("calls"), "utf8")
      .split("\n")
      .filter((line) => line !== "");
  return {
    warden: child,
    file,
    order,
    calls,
    output: () => output,
    ended: new Promise((resolve) => {
      child.once("close", (status, signal) => resolve([status, signal]));
    }),
    alive: () => processesWith(mark),
    keeperPid: () => Number(readFileSync(file("keeper"), "utf8")),
    says: (text) =>
      vi.waitFor(
        () => {
          if (!output.includes(text)) throw new Error(`no ${text} in ${JSON.stringify(output)}`);
          if (!isThere(child.pid)) throw new Error("the warden is not executed yet");
        },
        { timeout: patience, interval: 5 },
      ),
    called: (text) =>
      vi.waitFor(
        () => {
          const all = calls();
          if (!all.some((call) => (typeof text === "string" ? call === text : text.test(call))))
            throw new Error(`not called with ${String(text)}: ${JSON.stringify(all)}`);
        },
        { timeout: patience, interval: 5 },
      ),
  };
}

/** The shell that executes it would end by a signal; once it has been the warden, it is. */
function isThere(pid: number | undefined): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, "utf8") === "warden\n";
  } catch {
    return true;
  }
}
