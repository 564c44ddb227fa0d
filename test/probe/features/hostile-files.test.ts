import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import { probeFeatures } from "../../../src/probe/features/probe-features.ts";

const directory = mkdtempSync(join(tmpdir(), "features-"));
const socket = createServer();
const at = (key: string): string => join(directory, key);

beforeAll(async () => {
  execFileSync("mkfifo", [at("allocated_cpu")]);
  await new Promise<void>((resolve) => socket.listen(at("hs06_job"), resolve));
  mkdirSync(at("grace_secs_job"));
  symlinkSync("/dev/zero", at("max_rss_bytes"));
  symlinkSync("max_swap_bytes", at("max_swap_bytes"));
  symlinkSync("nowhere", at("wall_limit_secs"));
  writeFileSync(at("cpu_limit_secs"), "");
  truncateSync(at("cpu_limit_secs"), 10_000_000);
  writeFileSync(at("real_id"), "42\n");
  symlinkSync("real_id", at("job_id"));
});

afterAll(async () => {
  await new Promise((resolve) => socket.close(resolve));
  rmSync(directory, { recursive: true });
});

test("nothing that can lie in a directory stops the reader or hides a good key", async () => {
  const { features, featureLocations } = await probeFeatures(new LiveHost({ env: { JOBFEATURES: directory } }));
  expect(featureLocations.job).toMatchObject({ location: directory, usable: true });
  expect(features).toMatchObject({
    "job.allocated_cpu": { status: "invalid", reason: expect.stringMatching(/not a regular file/) },
    "job.hs06_job": { status: "invalid", reason: expect.stringMatching(/not a regular file/) },
    "job.grace_secs_job": { status: "invalid", reason: expect.stringMatching(/not a regular file/) },
    "job.max_rss_bytes": { status: "invalid", reason: expect.stringMatching(/not a regular file/) },
    "job.max_swap_bytes": { status: "invalid", reason: expect.stringMatching(/loop/) },
    "job.wall_limit_secs": { status: "missing" },
    "job.cpu_limit_secs": { status: "invalid", reason: expect.stringMatching(/larger than 4096 bytes/) },
    "job.job_id": { status: "ok", value: "42" },
  });
});
