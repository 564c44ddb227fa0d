import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { glidein } from "./command-line.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-submit-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const pipe = join(directory, "pipe");
spawnSync("mkfifo", [pipe]);
const large = join(directory, "large");
writeFileSync(large, "#".repeat(1_048_577));

it.each([
  ["--script", pipe, "fifo"],
  ["--script", "/dev/zero", "character-device"],
  ["--script", directory, "directory"],
  ["--script", large, "larger than 1048576 bytes"],
  ["--payload", pipe, "fifo"],
  ["--payload", "/dev/zero", "character-device"],
])("%s %s is refused before anything is connected", async (option, path, why) => {
  const { status, stderr } = await glidein(["submit", "login.test", option, path]);
  expect(stderr).toContain(why);
  expect(status).toBe(64);
});
