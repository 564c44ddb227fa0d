import { gate as embedded } from "embedded:gate";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "glidein gate "));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const gate = join(directory, "program");
for (const [path, content] of [
  [gate, Buffer.from(embedded, "base64")],
  [`${gate}.sh`, '#!/bin/sh\nprintf "<%s>" "$0" "$@"; echo; env\n'],
] as const) {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}
const path = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

it("runs the script beside it with its arguments, and with variables that a loader or a shell obeys put aside", () => {
  const env = {
    LD_PRELOAD: "./evil.so",
    LD_LIBRARY_PATH: "a b",
    PATH: "./evil",
    BASH_ENV: "x",
    "BASH_FUNC_ls%%": "() { :; }",
    ENV: "x",
    ENVIRONMENT: "kept",
    OWN: "a\nb",
    GLIDEIN_JOB_PATH: "set by the job",
  };
  const done = spawnSync(gate, ["a b", "", "c"], { env, encoding: "utf8" });
  const [call, ...lines] = done.stdout.split("\n");
  expect(call).toBe(`<${gate}.sh><a b><><c>`);
  expect(done.stderr).toBe("");
  const has = new Set(lines);
  for (const line of [
    "GLIDEIN_JOB_LD_PRELOAD=./evil.so",
    "GLIDEIN_JOB_LD_LIBRARY_PATH=a b",
    "GLIDEIN_JOB_BASH_ENV=x",
    "GLIDEIN_JOB_ENV=x",
    `PATH=${path}`,
    "ENVIRONMENT=kept",
    "OWN=a",
  ])
    expect(has).toContain(line);
  expect(lines.filter((line) => /^(?:LD_|BASH|ENV=)/u.test(line))).toEqual([]);
});

it("needs neither arguments nor an environment, and takes one of any size", () => {
  expect(spawnSync(gate, [], { env: {}, encoding: "utf8" }).stdout).toContain(`PATH=${path}`);
  const env = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`LD_${at}`, "x".repeat(100_000)]));
  const lines = spawnSync(gate, [], { env, encoding: "latin1", maxBuffer: 4_000_000 }).stdout.split("\n");
  expect(lines.filter((line) => /^GLIDEIN_JOB_LD_[0-9]+=x{100000}$/u.test(line))).toHaveLength(12);
});

it("says what it could not run, with status 126", () => {
  const alone = join(directory, "alone");
  writeFileSync(alone, Buffer.from(embedded, "base64"));
  chmodSync(alone, 0o755);
  const { status, stderr } = spawnSync(alone, [], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 126, stderr: expect.stringContaining(`cannot be run: ${alone}.sh`) });
});
