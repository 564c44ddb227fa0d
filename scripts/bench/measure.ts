// Starting programs and looking at them.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type Command = readonly [program: string, ...options: string[]];
export type Environment = Readonly<Record<string, string>>;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Wall milliseconds of one run; a run that fails is no measurement. */
export function timeOf([program, ...options]: Command, env: Environment): number {
  const begin = performance.now();
  const done = spawnSync(program, options, { env, encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`${program} ${options.join(" ")} ended with ${String(done.status)}: ${done.stderr}`);
  return performance.now() - begin;
}

export function medianTime(command: Command, env: Environment, rounds = 15): number {
  timeOf(command, env);
  return median(Array.from({ length: rounds }, () => timeOf(command, env)));
}

/** Wall milliseconds until the last of `count` has ended. */
export async function timeOfMany(count: number, [program, ...options]: Command, env: Environment): Promise<number> {
  const begin = performance.now();
  const all = Array.from({ length: count }, () => {
    const child = spawn(program, options, { env, stdio: "ignore" });
    return new Promise<number | null>((resolve) => child.once("exit", resolve));
  });
  const bad = (await Promise.all(all)).filter((status) => status !== 0);
  if (bad.length > 0) throw new Error(`${bad.length} of ${count} failed with ${String(bad[0])}`);
  return performance.now() - begin;
}

/** Processes that the machine started meanwhile: the least of several rounds, because others start some, too. */
export function processesOf(command: Command, env: Environment, rounds = 5): number {
  const counts = Array.from({ length: rounds }, () => {
    const before = started();
    timeOf(command, env);
    return started() - before;
  });
  return Math.min(...counts);
}

const started = (): number => Number(/^processes (\d+)/mu.exec(readFileSync("/proc/stat", "utf8"))?.[1]);

export interface Memory {
  /** MiB. */
  readonly shareOfAll: number;
  readonly ownDirty: number;
}

export function memoryOf(child: ChildProcess): Memory {
  const text = readFileSync(`/proc/${String(child.pid)}/smaps_rollup`, "utf8");
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "mu").exec(text)?.[1]) / 1024;
  return { shareOfAll: of("Pss"), ownDirty: of("Private_Dirty") };
}

/** Starts `count`, waits until each has said `sign`, looks, and ends them. */
export async function memoryOfMany(
  count: number,
  [program, ...options]: Command,
  env: Environment,
  sign: RegExp,
): Promise<Memory> {
  const children = Array.from({ length: count }, () =>
    spawn(program, options, { env, stdio: ["ignore", "pipe", "pipe"] }),
  );
  try {
    await Promise.all(children.map((child) => said(child, sign)));
    const each = children.map(memoryOf);
    return { shareOfAll: median(each.map((one) => one.shareOfAll)), ownDirty: median(each.map((one) => one.ownDirty)) };
  } finally {
    for (const child of children) child.kill("SIGTERM");
  }
}

function said(child: ChildProcess, sign: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      if (sign.test(text)) resolve();
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("exit", () => reject(new Error(`it ended without ${sign.source}: ${text}`)));
  });
}
