import { describe, expect, test } from "vitest";
import type { ReadFailure } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { featureNames } from "../../../src/model/facts/features.ts";
import { probeFeatures } from "../../../src/probe/features/probe-features.ts";

const NOW = 1_790_000_000;
const env = { MACHINEFEATURES: "/etc/mf", JOBFEATURES: "/var/jf" };
const probe = (node: MemoryNode) => probeFeatures(new MemoryHost({ env, now: NOW, ...node }));

const complete: Readonly<Record<string, string>> = {
  "/etc/mf/total_cpu": "64\n",
  "/etc/mf/hs06": "812.5\n",
  "/etc/mf/shutdowntime": `${NOW + 90_000}\n`,
  "/etc/mf/grace_secs": "3600\n",
  "/var/jf/allocated_cpu": "8\n",
  "/var/jf/hs06_job": "101.5\n",
  "/var/jf/shutdowntime_job": `${NOW + 80_000}\n`,
  "/var/jf/grace_secs_job": "1800\n",
  "/var/jf/jobstart_secs": `${NOW - 60}\n`,
  "/var/jf/job_id": "1234.server\n",
  "/var/jf/wall_limit_secs": "86400\n",
  "/var/jf/cpu_limit_secs": "691200\n",
  "/var/jf/max_rss_bytes": "17179869184\n",
  "/var/jf/max_swap_bytes": "0\n",
  "/var/jf/scratch_limit_bytes": "42949672960\n",
};

describe("a provider that gives every key", () => {
  test("is read whole, with values in the units of the note", async () => {
    const { features, featureLocations, featureHints } = await probe({ files: complete });
    expect(Object.keys(features)).toHaveLength(15);
    expect(Object.values(features).map(({ status }) => status)).toEqual(Array(15).fill("ok"));
    expect(features["machine.total_cpu"]).toEqual({ status: "ok", value: 64, raw: "64\n", reason: "" });
    expect(features["job.job_id"].value).toBe("1234.server");
    expect(features["job.max_swap_bytes"].value).toBe(0);
    expect(featureLocations).toEqual({
      machine: { location: "/etc/mf", usable: true, reason: "" },
      job: { location: "/var/jf", usable: true, reason: "" },
    });
    expect(featureHints).toEqual([]);
  });

  test.each(featureNames)("has the other fourteen when $key is broken", async ({ id, key, scope }) => {
    const path = `${scope === "machine" ? "/etc/mf" : "/var/jf"}/${key}`;
    const { features } = await probe({ files: { ...complete, [path]: "\0" } });
    for (const { id: other } of featureNames) expect(features[other].status).toBe(other === id ? "invalid" : "ok");
  });
});

describe("a location", () => {
  test("that is not set gives missing keys and no location", async () => {
    const { features, featureLocations } = await probe({ env: {} });
    expect(featureLocations).toEqual({ machine: null, job: null });
    expect(features["machine.hs06"]).toEqual({
      status: "missing",
      value: null,
      raw: null,
      reason: "$MACHINEFEATURES is not set",
    });
  });

  test("that is set alone does not need the other", async () => {
    const { features, featureLocations } = await probe({ env: { JOBFEATURES: "/var/jf" }, files: complete });
    expect(features["job.allocated_cpu"].value).toBe(8);
    expect(features["machine.total_cpu"].status).toBe("missing");
    expect(featureLocations.machine).toBeNull();
  });

  test("that does not exist is reported, and its keys are unavailable", async () => {
    const { features, featureLocations } = await probe({ files: { "/var/jf/allocated_cpu": "8" } });
    expect(featureLocations.machine).toEqual({
      location: "/etc/mf",
      usable: false,
      reason: "$MACHINEFEATURES: the directory does not exist",
    });
    expect(features["machine.total_cpu"].status).toBe("unavailable");
    expect(features["job.allocated_cpu"].value).toBe(8);
  });

  test("that is a file, or cannot be entered, is reported", async () => {
    const { featureLocations } = await probe({
      files: { "/etc/mf": "8\n", "/var/jf": { failure: { code: "timeout", what: "timed out" } } },
    });
    expect(featureLocations.machine).toMatchObject({
      usable: false,
      reason: "$MACHINEFEATURES leads to a file, not to a directory",
    });
    expect(featureLocations.job).toMatchObject({
      usable: false,
      reason: "$JOBFEATURES: the directory cannot be used: timed out",
    });
  });

  test("that the note does not know is refused without a guess", async () => {
    const { features, featureLocations } = await probe({
      env: { MACHINEFEATURES: "etc/mf", JOBFEATURES: "http://me:s3cret@h/jf" },
      files: complete,
    });
    expect(features["machine.total_cpu"].status).toBe("unavailable");
    expect(featureLocations.machine?.usable).toBe(false);
    expect(featureLocations.job).toMatchObject({ location: "http://***@h/jf", usable: false });
    expect(JSON.stringify([features, featureLocations])).not.toContain("s3cret");
  });

  test("with a slash at the end, writable by everybody, or used twice is used with a remark", async () => {
    const { featureLocations, features } = await probe({
      env: { MACHINEFEATURES: "/mjf/", JOBFEATURES: "/mjf" },
      files: { "/mjf/total_cpu": "64", "/mjf/allocated_cpu": "8" },
      modes: { "/mjf": 0o1777 },
    });
    expect(features["job.allocated_cpu"].value).toBe(8);
    expect(featureLocations.machine).toMatchObject({ location: "/mjf", usable: true });
    expect(featureLocations.machine?.reason).toMatch(/slash at the end .*writable by every user.*same location/);
    expect(featureLocations.job?.reason).toMatch(/^the directory of \$JOBFEATURES is writable by every user/);
  });

  test("with none of the keys leads nowhere", async () => {
    const { featureLocations, features } = await probe({ directories: ["/etc/mf", "/var/jf"] });
    expect(featureLocations.job).toMatchObject({
      usable: false,
      reason: "it holds none of the keys of HSF-TN-2016-02",
    });
    expect(features["job.allocated_cpu"].status).toBe("missing");
  });

  test("whose keys all say not set leads somewhere", async () => {
    const { featureLocations } = await probe({ files: { "/etc/mf/shutdowntime": "" } });
    expect(featureLocations.machine?.usable).toBe(true);
  });

  test("may be the root directory", async () => {
    const { features } = await probe({ env: { MACHINEFEATURES: "/" }, files: { "/total_cpu": "4" } });
    expect(features["machine.total_cpu"].value).toBe(4);
  });
});

describe("a key that gives no bytes", () => {
  test.each([
    ["missing", "missing", /the provider gives no value/],
    ["denied", "unavailable", /could not be read: EACCES/],
    ["not-regular", "invalid", /not a regular file/],
    ["too-large", "invalid", /larger than 4096 bytes/],
    ["timeout", "unavailable", /could not be read/],
    ["loop", "invalid", /loop of symbolic links/],
    ["changed", "unavailable", /changed while it was read, twice/],
    ["io", "unavailable", /could not be read/],
    ["not-recorded", "unavailable", /could not be read/],
  ] as const)("because of %s is %s", async (code, status, reason) => {
    const failure: ReadFailure = { code, what: "EACCES" };
    const { features } = await probe({ files: { ...complete, "/var/jf/max_rss_bytes": { failure } } });
    expect(features["job.max_rss_bytes"]).toMatchObject({ status, value: null, raw: null });
    expect(features["job.max_rss_bytes"].reason).toMatch(reason);
  });

  test("is read once more when it changed while it was read", async () => {
    const host = new MemoryHost({ env, now: NOW, files: complete });
    const readBytes = host.readBytes.bind(host);
    let changed = 0;
    host.readBytes = async (path, maxBytes) =>
      path.endsWith("/hs06") && (changed += 1) === 1
        ? { ok: false, error: { code: "changed", what: "" } }
        : readBytes(path, maxBytes);
    expect((await probeFeatures(host)).features["machine.hs06"].value).toBe(812.5);
  });

  test("is a key of its own when its link leads nowhere or in a circle", async () => {
    const { features } = await probe({
      files: {
        ...complete,
        "/etc/mf/hs06": { link: "/nowhere" },
        "/etc/mf/grace_secs": { link: "grace_secs" },
        "/etc/mf/total_cpu": { link: "../../var/jf/allocated_cpu" },
      },
    });
    expect(features["machine.hs06"].status).toBe("missing");
    expect(features["machine.grace_secs"].status).toBe("invalid");
  });
});

describe("keys from before the note", () => {
  test("are hints where the successor has no value, and only there", async () => {
    const { features, featureHints } = await probe({
      files: {
        "/etc/mf/total_cpu": "64",
        "/etc/mf/log_cores": "128",
        "/var/jf/mem_limit_MB": "16000",
        "/var/jf/allocated_CPU": "4 cores",
      },
    });
    expect(features["job.max_rss_bytes"]).toMatchObject({ status: "missing", value: null });
    expect(featureHints).toMatchObject([
      { scope: "job", key: "allocated_CPU", hintFor: "job.allocated_cpu", status: "invalid", value: null },
      { scope: "job", key: "mem_limit_MB", hintFor: "job.max_rss_bytes", status: "ok", value: 16_000_000_000 },
    ]);
  });
});
