import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { CommandRequest } from "../../src/host/host.ts";
import { runCommand } from "../../src/host/run-command.ts";
import { patience } from "../bed/wait.ts";

const env = { PATH: "/usr/bin:/bin" };
const shell = (script: string, more: Partial<CommandRequest> = {}) =>
  runCommand({ argv: ["/bin/sh", "-c", script], timeoutMs: 10_000, ...more }, env);
const dies = (pid: unknown): Promise<void> =>
  vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), { timeout: patience });
/** A zombie is dead, whoever has yet to take notice. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("runCommand", () => {
  it("gives status, output and exactly the environment that it was given", async () => {
    const result = await runCommand({ argv: ["/usr/bin/env"], timeoutMs: 5000 }, { A: "1", B: "x y" });
    expect(result).toEqual({
      ok: true,
      value: { status: 0, signal: null, stdout: "A=1\nB=x y\n", stderr: "", truncated: false, timedOut: false },
    });
    expect(await shell("echo bad >&2; exit 3")).toMatchObject({ value: { status: 3, stderr: "bad\n" } });
    expect(await shell("kill -SEGV $$")).toMatchObject({ value: { status: null, signal: "SIGSEGV" } });
  });

  it("hands over input, also to a program that does not read it", async () => {
    expect(await shell("cat", { input: "some text" })).toMatchObject({ value: { stdout: "some text" } });
    expect(await shell("exit 0", { input: "x".repeat(1_000_000) })).toMatchObject({ value: { status: 0 } });
    expect(await shell("cat")).toMatchObject({ value: { stdout: "" } });
  });

  it("runs in / unless it is told where", async () => {
    expect(await shell("pwd")).toMatchObject({ value: { stdout: "/\n" } });
    expect(await shell("pwd", { cwd: "/usr" })).toMatchObject({ value: { stdout: "/usr\n" } });
  });

  it("cuts endless output and goes on reading, so that the program can end", async () => {
    const result = await shell("head -c 3000000 /dev/zero | tr '\\0' x; echo err >&2; exit 7", { maxBytes: 1000 });
    expect(result).toMatchObject({ value: { status: 7, stdout: "x".repeat(1000), stderr: "err\n", truncated: true } });
  });

  it("kills a program and its children when the time is over, and gives what it said", async () => {
    const result = await shell("trap '' TERM; sleep 610 & echo $!; echo said; wait; sleep 620", { timeoutMs: 2000 });
    expect(result).toMatchObject({ value: { status: null, signal: "SIGKILL", timedOut: true } });
    if (!result.ok) throw new Error("unreachable");
    const [child, said] = result.value.stdout.split("\n");
    expect(said).toBe("said");
    await dies(child);
  });

  it("does not wait for a child that holds the pipes, and ends it", async () => {
    const result = await shell("sleep 630 & echo $!", { timeoutMs: patience });
    if (!result.ok) throw new Error("unreachable");
    expect(result.value).toMatchObject({ status: 0, timedOut: false });
    await dies(result.value.stdout);
  });

  it("says why a program cannot be started", async () => {
    expect(await runCommand({ argv: ["/nonexistent/program"], timeoutMs: 1000 }, env)).toMatchObject({
      ok: false,
      error: { code: "missing" },
    });
    expect(await runCommand({ argv: ["/etc/passwd"], timeoutMs: 1000 }, env)).toMatchObject({
      ok: false,
      error: { code: "denied" },
    });
    expect(await runCommand({ argv: ["a\0b"], timeoutMs: 1000 }, env)).toMatchObject({ ok: false });
  });

  it("ends at once when a stop signal comes, with everything that it started", async ({ onTestFinished }) => {
    const directory = mkdtempSync(join(tmpdir(), "glidein-command-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const started = join(directory, "started");
    const script = `sleep 640 & echo $! > ${started}.new; mv ${started}.new ${started}; wait`;
    const stop = new AbortController();
    const running = runCommand({ argv: ["/bin/sh", "-c", script], timeoutMs: 600_000 }, env, stop.signal);
    await vi.waitFor(() => expect(existsSync(started)).toBe(true), { timeout: patience });
    stop.abort();
    expect(await running).toMatchObject({ ok: false, error: { what: "interrupted by a stop signal" } });
    await dies(readFileSync(started, "utf8"));
    expect(await runCommand({ argv: ["/bin/true"], timeoutMs: 1000 }, env, stop.signal)).toMatchObject({ ok: false });
  });
});
