import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { type FeatureId, featureNames } from "../../src/model/facts/features.ts";
import { legacyKeys, parseLegacyFeature } from "../../src/parse/features/hint.ts";
import { parseFeatureLocation } from "../../src/parse/features/location.ts";
import { featureRules } from "../../src/parse/features/rules.ts";
import { parseFeature } from "../../src/parse/features/value.ts";
import { probeFeatures } from "../../src/probe/features/probe-features.ts";

const NOW = 1_790_000_000;
const id = fc.constantFrom<FeatureId>(...featureNames.map((name) => name.id));
/** Anything, and things that are nearly values. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 5000, size: "max" }),
  fc.stringMatching(/^[ \t\r\n]{0,3}[0-9+.,eEx-]{0,20}[ \t\r\n]{0,3}$/u).map((text) => Buffer.from(text)),
  fc.maxSafeNat().map((n) => Buffer.from(`${n}\n`)),
  fc.integer({ min: -500 * 86_400, max: 500 * 86_400 }).map((d) => Buffer.from(String(NOW + d))),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => Buffer.from(text)),
);

describe("any bytes as any key", () => {
  test("give a fact whose parts agree, and whose texts are short and printable", () => {
    fc.assert(
      fc.property(id, content, fc.double({ noNaN: false }), (key, bytes, now) => {
        const fact = parseFeature(key, bytes, now);
        expect(["ok", "missing", "invalid"]).toContain(fact.status);
        expect(fact.value === null).toBe(fact.status !== "ok");
        if (fact.status !== "ok") expect(fact.reason).not.toBe("");
        expect(fact.reason).toMatch(/^[ -~]{0,400}$/u);
        expect(fact.raw).toMatch(/^[ -~]*\n?$/u);
        expect(fact.raw?.length).toBeLessThanOrEqual(4 * 256 + 40);
      }),
    );
  });

  test("that are ok write out as a text with the same value", () => {
    fc.assert(
      fc.property(id, content, (key, bytes) => {
        const { status, value } = parseFeature(key, bytes, NOW);
        fc.pre(status === "ok" && value !== null);
        if (typeof value === "number" && featureRules[key].kind !== "decimal") {
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
        }
        const written = Buffer.from(`${typeof value === "number" ? plainNumber(value) : value}\n`);
        expect(parseFeature(key, written, NOW)).toMatchObject({ status: "ok", value, reason: "" });
      }),
    );
  });

  test("are hints that are safe integers or nothing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...legacyKeys), content, (legacy, bytes) => {
        const { value, reason } = parseLegacyFeature(legacy, bytes);
        expect(value === null || Number.isSafeInteger(value)).toBe(true);
        expect(reason).toContain(legacy.key);
      }),
    );
  });
});

test("any text as a location is a directory, a URL of the two schemes, or refused with printable words", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((rest) => `/${rest}`),
    fc.string().map((rest) => `http://${rest}`),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const location = parseFeatureLocation("MACHINEFEATURES", value);
      if (location.kind === "directory") expect(location.path.startsWith("/")).toBe(true);
      if (location.kind === "url") {
        expect(location.base).toMatch(/^https?:\/\/[^/?#@\s]+(\/[^?#@\s]*)?$/u);
      }
      if (location.kind !== "unset") expect(location.shown).toMatch(/^[ -~]*$/u);
    }),
  );
});

test("no key's content changes another key's fact", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...featureNames), content, async (broken, bytes) => {
      const { features } = await probeFeatures(nodeWith(broken.key, bytes));
      const { features: healthy } = await probeFeatures(nodeWith(broken.key, Buffer.from("x y")));
      for (const { id: other } of featureNames) {
        if (other !== broken.id) expect(features[other]).toEqual(healthy[other]);
      }
    }),
    { numRuns: 30 },
  );
});

const good: Readonly<Record<string, string>> = {
  total_cpu: "64",
  hs06: "800.5",
  shutdowntime: String(NOW + 86_400),
  grace_secs: "3600",
  allocated_cpu: "8",
  hs06_job: "100",
  shutdowntime_job: String(NOW + 80_000),
  grace_secs_job: "1800",
  jobstart_secs: String(NOW - 100),
  job_id: "42",
  wall_limit_secs: "86400",
  cpu_limit_secs: "691200",
  max_rss_bytes: "17179869184",
  max_swap_bytes: "0",
  scratch_limit_bytes: "42949672960",
};

function nodeWith(key: string, bytes: Uint8Array): MemoryHost {
  const contents = { ...good, [key]: bytes };
  const files = Object.fromEntries(Object.entries(contents).map(([name, value]) => [`/mjf/${name}`, value]));
  return new MemoryHost({ files, env: { MACHINEFEATURES: "/mjf", JOBFEATURES: "/mjf" }, now: NOW });
}

/** JavaScript writes small numbers with an exponent. */
const plainNumber = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(6));
