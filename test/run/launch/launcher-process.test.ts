import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import { startLauncher } from "../../../src/run/launch/launcher-process.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-launcher-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
mkdirSync(join(directory, "stage"));
const start = {
  ...{ env: { PATH: "/usr/bin:/bin" }, cwd: directory },
  ...{ log: join(directory, "launcher.log"), stage: join(directory, "stage") },
};

it("a launcher with more words than the system hands on is a failure of the launch", () => {
  // One word of a command has at most 128 KiB: the hosts of a large LSF job are one.
  const commands = [["sh", "-c", "exit 0"] as const, ["sh", "-c", "exit 0", "h ".repeat(100_000)] as const];
  expect(startLauncher(new Actor(), { ...start, commands })).toMatchObject({
    ok: false,
    error: { code: "LAUNCHER_FAILED", subject: "sh", problem: expect.stringContaining("E2BIG") },
  });
});

it("a launcher that is not there is one, too", () => {
  expect(startLauncher(new Actor(), { ...start, commands: [["no-such-launcher"]] })).toMatchObject({
    ok: false,
    error: { code: "LAUNCHER_FAILED", subject: "no-such-launcher" },
  });
});
