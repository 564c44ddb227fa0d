// The real program that hides, as an ordinary user with real namespaces, and what is there to be hidden.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, vi } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";
import { patience } from "../bed/wait.ts";

export const nobody = 5001;
export const isRoot = process.getuid?.() === 0;
export const directory = mkdtempSync(join(tmpdir(), "glidein-hider-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
export const at = (...names: readonly string[]): string => join(directory, ...names);

export const hider = at("hider");
writeFileSync(hider, compileNativeProgram("hider"), { mode: 0o755 });
export const execute = at("work", "execute");
for (const path of [at("work"), at("work", "tokens"), execute, join(execute, "dir_1"), join(execute, "dir_2")])
  mkdirSync(path);
const files = { token: "secret-token", "work/tokens/one": "secret-one", "work/execute/dir_2/own": "secret-neighbour" };
for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
chmodSync(directory, 0o755);
if (isRoot)
  for (const name of ["", "work", "work/tokens", "work/execute/dir_1", "work/execute/dir_2", ...Object.keys(files)])
    chownSync(at(name), nobody, nobody);

export const asUser = isRoot
  ? ["setpriv", "--reuid", String(nobody), "--regid", String(nobody), "--clear-groups", "--"]
  : [];
export const job = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", _CONDOR_SCRATCH_DIR: join(execute, "dir_1", "scratch") };
export const places = [
  "--protect",
  at("work"),
  "--cover",
  at("work", "tokens"),
  "--cover",
  execute,
  "--keep-job",
  execute,
  "--mask",
  at("token"),
];

export function hide(script: string, options: readonly string[] = places, env: NodeJS.ProcessEnv = job) {
  const [program, ...rest] = [...asUser, hider, ...options, "--", "/bin/sh", "-c", script];
  const { status, signal, stdout, stderr } = spawnSync(program, rest, {
    cwd: join(execute, "dir_1"),
    env,
    encoding: "utf8",
    timeout: patience,
  });
  return { status, signal, stdout, stderr };
}

export const mayHide = hide("exit 37", ["--required"]).status === 37;

/** Dead, whether or not somebody has asked for its end. */
export function isGone(pid: number): boolean {
  try {
    return /\) Z /u.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly says: (text: string) => Promise<void>;
  /** Status and signal, when nobody holds its output any more. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

export function start(script: string, options: readonly string[] = places): Running {
  const [program, ...rest] = [...asUser, hider, ...options, "--", "/bin/sh", "-c", script];
  const child = spawn(program, rest, { cwd: join(execute, "dir_1"), env: job, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return {
    child,
    output: () => text,
    says: (wanted) => vi.waitFor(() => expect(text).toContain(wanted), { timeout: patience, interval: 5 }),
    ended: new Promise((resolve) => child.once("close", (status, signal) => resolve([status, signal]))),
  };
}
