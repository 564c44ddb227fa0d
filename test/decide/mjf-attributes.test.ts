import { expect, test } from "vitest";
import { mjfAttributeName, mjfAttributes } from "../../src/decide/mjf-attributes.ts";
import {
  everyFeature,
  type FeatureFact,
  type FeatureId,
  type FeatureLocations,
  featureNames,
} from "../../src/model/facts/features.ts";

const locations: FeatureLocations = {
  machine: { location: "/etc/mf", usable: true, reason: "" },
  job: { location: "http://h/jf", usable: true, reason: "" },
};
const missing: FeatureFact = { status: "missing", value: null, raw: null, reason: "no such file" };
const features = (given: Partial<Record<FeatureId, FeatureFact>>) => everyFeature(({ id }) => given[id] ?? missing);
const ok = (value: number | string): FeatureFact => ({ status: "ok", value, raw: String(value), reason: "" });

test("the names are GlideinWMS's, job_id's exception included", () => {
  expect(featureNames.map(mjfAttributeName)).toEqual([
    "MJF_MACHINE_TOTAL_CPU",
    "MJF_MACHINE_HS06",
    "MJF_MACHINE_SHUTDOWNTIME",
    "MJF_MACHINE_GRACE_SECS",
    "MJF_JOB_ALLOCATED_CPU",
    "MJF_JOB_HS06_JOB",
    "MJF_JOB_SHUTDOWNTIME_JOB",
    "MJF_JOB_GRACE_SECS_JOB",
    "MJF_JOB_JOBSTART_SECS",
    "MJF_JOB_ID",
    "MJF_JOB_WALL_LIMIT_SECS",
    "MJF_JOB_CPU_LIMIT_SECS",
    "MJF_JOB_MAX_RSS_BYTES",
    "MJF_JOB_MAX_SWAP_BYTES",
    "MJF_JOB_SCRATCH_LIMIT_BYTES",
  ]);
});

test("values keep their unit and have their true type and source", () => {
  const attributes = mjfAttributes(
    features({ "machine.hs06": ok(100), "job.max_rss_bytes": ok(2_147_483_648), "job.job_id": ok("08") }),
    locations,
  );
  expect(attributes["MJF_MACHINE_HS06"]).toMatchObject({ sourced: { value: 100 }, type: "real", published: true });
  expect(attributes["MJF_JOB_MAX_RSS_BYTES"]).toEqual({
    sourced: {
      value: 2_147_483_648,
      source: { kind: "feature", scope: "job", key: "max_rss_bytes", location: "http://h/jf" },
    },
    type: "integer",
    published: true,
  });
  expect(attributes["MJF_JOB_ID"]).toMatchObject({ sourced: { value: "08" }, type: "string" });
});

test("a key without a value has a status and no attribute", () => {
  const broken: FeatureFact = { status: "invalid", value: null, raw: "5-3", reason: "no number" };
  const attributes = mjfAttributes(features({ "machine.total_cpu": broken }), locations);
  expect(Object.keys(attributes)).not.toContain("MJF_MACHINE_TOTAL_CPU");
  expect(attributes["MJF_MACHINE_TOTAL_CPU_Status"]).toMatchObject({ sourced: { value: "invalid" }, type: "string" });
  expect(attributes["MJF_JOB_ID_Status"]).toMatchObject({ sourced: { value: "missing" } });
  expect(Object.keys(attributes)).toHaveLength(15);
});

test("a stale value is published beside its status", () => {
  const stale: FeatureFact = { ...ok(1_790_000_000), status: "stale", staleSince: 1 };
  const attributes = mjfAttributes(features({ "job.shutdowntime_job": stale }), locations);
  expect(attributes["MJF_JOB_SHUTDOWNTIME_JOB"]).toMatchObject({ sourced: { value: 1_790_000_000 } });
  expect(attributes["MJF_JOB_SHUTDOWNTIME_JOB_Status"]).toMatchObject({ sourced: { value: "stale" } });
});

test("a location that is not set adds nothing to the ad", () => {
  const attributes = mjfAttributes(features({}), { machine: null, job: null });
  expect(attributes).toEqual({});
});
