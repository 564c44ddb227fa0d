import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileNativeProgram } from "../../scripts/build/native-program.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-holder-"));
const holder = join(directory, "holder.node");
writeFileSync(holder, compileNativeProgram("holder"), { mode: 0o755 });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a Node of its own prints that runs this. */
const run = (program: string): string =>
  execFileSync(
    process.execPath,
    ["-e", `const toggle = () => process.dlopen({ exports: {} }, ${JSON.stringify(holder)}); ${program}`],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );

const listen = `
  const heard = []; for (const name of ["SIGTERM", "SIGUSR2", "SIGHUP"]) process.on(name, () => heard.push(name));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));`;

describe("signals that are held back", () => {
  it("reach their listeners when they are let go, once each", () => {
    const text = run(`${listen} (async () => {
      toggle();
      for (let i = 0; i < 200; i++) process.kill(process.pid, i % 2 ? "SIGTERM" : "SIGUSR2");
      await pause(); const held = heard.length;
      const end = Date.now() + 60_000;
      toggle(); while (heard.length < 2 && Date.now() < end) await pause();
      await pause();
      console.log(held, heard.toSorted().join());
    })()`);
    expect(text).toBe("0 SIGTERM,SIGUSR2\n");
  });

  it("are pending for the program that takes Node's place, whichever thread got them", () => {
    const text = run(`${listen} require("dns").lookup("localhost", () => {
      toggle();
      for (let i = 0; i < 50; i++) for (const name of ["SIGTERM", "SIGHUP", "SIGQUIT"]) process.kill(process.pid, name);
      setTimeout(() => process.execve("/usr/bin/grep", ["grep", "-E", "^SigPnd", "/proc/self/status"], {}), 50);
    })`);
    // SIGHUP 1, SIGQUIT 3, SIGTERM 15.
    expect(text).toBe(`SigPnd:\t${(1 + 4 + (1 << 14)).toString(16).padStart(16, "0")}\n`);
  });
});

it("a Node that crashes still can", () => {
  const crash =
    "toggle(); const end = Date.now() + 100; process.kill(process.pid, 'SIGSEGV'); while (Date.now() < end);";
  expect(() => run(crash)).toThrow();
});
