import { expect, test } from "vitest";
import { type MemoryFile, MemoryHost } from "../../../src/host/memory-host.ts";
import { probeFeatures } from "../../../src/probe/features/probe-features.ts";
import { readFeaturesAgain } from "../../../src/probe/features/read-features-again.ts";

const NOW = 1_790_000_000;
const SHUTDOWN = NOW + 50_000;
const gone: MemoryFile = { failure: { code: "io", what: "EIO" } };
const first: Readonly<Record<string, MemoryFile>> = {
  "/mjf/total_cpu": "64",
  "/mjf/shutdowntime": String(SHUTDOWN),
  "/mjf/allocated_cpu": "8",
  "/mjf/wall_limit_secs": "86400",
};

function hostAt(now: number, files: Readonly<Record<string, MemoryFile>>): MemoryHost {
  return new MemoryHost({ files, env: { MACHINEFEATURES: "/mjf", JOBFEATURES: "/mjf" }, now });
}
const start = async () => (await probeFeatures(hostAt(NOW, first))).features;

test("dynamic keys are read again, static keys are kept", async () => {
  const features = await readFeaturesAgain(
    hostAt(NOW + 60, {
      ...first,
      "/mjf/shutdowntime_job": String(NOW + 3000),
      "/mjf/allocated_cpu": "4",
      "/mjf/total_cpu": "32",
      "/mjf/wall_limit_secs": gone,
    }),
    await start(),
    NOW,
  );
  expect(features["job.shutdowntime_job"]).toMatchObject({ status: "ok", value: NOW + 3000 });
  expect(features["job.allocated_cpu"]).toMatchObject({ status: "ok", value: 4 });
  expect(features["machine.total_cpu"].value).toBe(64);
  expect(features["job.wall_limit_secs"]).toMatchObject({ status: "ok", value: 86_400 });
});

test("the last good value stays, stale since its reading, while the source fails", async () => {
  const failing = hostAt(NOW + 60.9, { ...first, "/mjf/shutdowntime": gone, "/mjf/allocated_cpu": "1\n2" });
  const once = await readFeaturesAgain(failing, await start(), NOW + 0.5);
  expect(once["machine.shutdowntime"]).toEqual({
    status: "stale",
    value: SHUTDOWN,
    raw: String(SHUTDOWN),
    reason: "now unavailable: could not be read: EIO",
    staleSince: NOW,
  });
  expect(once["job.allocated_cpu"]).toMatchObject({ status: "stale", value: 8, staleSince: NOW });
  expect(once["job.shutdowntime_job"].status).toBe("missing");

  const twice = await readFeaturesAgain(failing, once, NOW + 60);
  expect(twice["machine.shutdowntime"]).toMatchObject({ status: "stale", staleSince: NOW });

  const healed = await readFeaturesAgain(hostAt(NOW + 180, first), twice, NOW + 120);
  expect(healed["machine.shutdowntime"]).toEqual({
    status: "ok",
    value: SHUTDOWN,
    raw: String(SHUTDOWN),
    reason: "",
  });
});

test("a value that never was good is not kept", async () => {
  const broken = hostAt(NOW, { ...first, "/mjf/shutdowntime": "soon" });
  const features = (await probeFeatures(broken)).features;
  expect((await readFeaturesAgain(broken, features, NOW))["machine.shutdowntime"].status).toBe("invalid");
});

test("a shutdown that is withdrawn, by removal or by -1, is gone", async () => {
  const { "/mjf/shutdowntime": _, ...without } = first;
  const removed = await readFeaturesAgain(hostAt(NOW + 60, without), await start(), NOW);
  expect(removed["machine.shutdowntime"]).toMatchObject({ status: "missing", value: null });
  const unset = await readFeaturesAgain(hostAt(NOW + 60, { ...first, "/mjf/shutdowntime": "-1" }), await start(), NOW);
  expect(unset["machine.shutdowntime"]).toMatchObject({ status: "missing", value: null });
});

test("a location that vanished makes what it gave stale", async () => {
  const features = await readFeaturesAgain(hostAt(NOW + 60, {}), await start(), NOW);
  expect(features["machine.shutdowntime"]).toMatchObject({ status: "stale", value: SHUTDOWN });
  expect(features["machine.shutdowntime"].reason).toContain("the directory does not exist");
});
