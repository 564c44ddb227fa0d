// A node on which nothing can run: a shell and its tools in one static file, no C library, no network.
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureBed } from "../bed/index.ts";

const project = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const dist = process.env["GLIDEIN_DIST"] ?? join(project, "dist");

let root: string;
beforeAll(async () => {
  const bed = await ensureBed();
  root = mkdtempSync(join(tmpdir(), "glidein-bare-"));
  cpSync(bed.image, root, { recursive: true, verbatimSymlinks: true });
  for (const name of ["tmp", "var/tmp"]) chmodSync(join(root, name), 0o777);
  writeFileSync(join(root, "etc/passwd"), "pilot:x:5001:5001:pilot:/home:/bin/sh\n");
  mkdirSync(join(root, "payload"));
  copyFileSync(join(dist, "glidein.sh"), join(root, "payload/glidein_startup.sh"));
  copyFileSync(join(dist, "glidein"), join(root, "payload/glidein"));
});
afterAll(() => root !== undefined && rmSync(root, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

function onNode(argv: readonly string[]): Promise<Ended> {
  const began = performance.now();
  const bubblewrap = [
    ...["--unshare-all", "--uid", "5001", "--gid", "5001", "--die-with-parent", "--clearenv"],
    ...["--bind", root, "/", "--dev", "/dev", "--proc", "/proc", "--setenv", "PATH", "/bin", "--chdir", "/payload"],
  ];
  const child = spawn("bwrap", [...bubblewrap, "--", ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) =>
    child.once("close", (status) => done({ status, stdout, stderr, seconds: (performance.now() - began) / 1000 })),
  );
}

it("is told what is missing and what helps, in text and in the factory's document, is held, and ends 71", async () => {
  const refused = await onNode(["/bin/sh", "glidein_startup.sh", "run", "--hold", "2"]);
  expect(refused.status, refused.stderr).toBe(71);
  expect(refused.stderr).toContain("there is no glibc for this processor");
  expect(refused.stderr).toContain("PATH: there is no node in it");
  expect(refused.stderr).toContain("send pilots to nodes (or into containers) with glibc 2.28 or newer");
  expect(refused.stderr).toContain("holding the node for 2 s");
  expect(refused.seconds).toBeGreaterThanOrEqual(2);
  expect(refused.stdout).toContain("=== XML description of glidein activity ===");
  expect(refused.stdout).toContain(">WN_Resource</metric>");
  expect(readdirSync(join(root, "var/tmp")).filter((name) => !name.startsWith("glidein.runtime."))).toEqual([]);
});

it("ends 1 for a factory", async () => {
  const refused = await onNode(["/bin/sh", "glidein_startup.sh", "-v", "std", "-param_GLIDEIN_Hold_Time", "0"]);
  expect(refused.status, refused.stderr).toBe(1);
  expect(refused.stdout).toMatch(/=== Glidein ending .* with code 1 after \d+ ===/u);
});

it("says why a Node that is named cannot be loaded", async () => {
  const refused = await onNode(["/bin/env", "GLIDEIN_NODE=/payload/glidein", "sh", "glidein_startup.sh", "facts"]);
  expect(refused.status).toBe(71);
  expect(refused.stderr).toMatch(/\/payload\/glidein \(GLIDEIN_NODE\): .*not found/u);
  expect(refused.stdout).toBe("");
});
