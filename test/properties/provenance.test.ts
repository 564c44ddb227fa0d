import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derive, describeSource, least, named, prefer, type Source, sourced } from "../../src/model/provenance.ts";

const source = fc.oneof(
  fc.record({ kind: fc.constant("default" as const), setting: fc.string() }),
  fc.record({ kind: fc.constant("option" as const), flag: fc.string() }),
  fc.record({ kind: fc.constant("set" as const), name: fc.string() }),
  fc.record({ kind: fc.constant("environment" as const), name: fc.string() }),
  fc.record({ kind: fc.constant("file" as const), path: fc.string(), line: fc.nat(), key: fc.string() }),
  fc.record({ kind: fc.constant("probe" as const), probe: fc.string(), evidence: fc.string() }),
);
const candidate = fc.record({ name: fc.string(), value: fc.integer(), source }).map((one) => ({
  name: one.name,
  sourced: sourced(one.value, one.source as Source),
}));

describe("provenance", () => {
  it("of the least value keeps every other one, and the smallest wins, the first among equals", () => {
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1 }), (candidates) => {
        const won = least(candidates);
        const values = candidates.map((one) => one.sourced.value);
        expect(won?.value).toBe(Math.min(...values));
        expect(won?.source).toBe(candidates.find((one) => one.sourced.value === won?.value)?.sourced.source);
        const kept = [won?.value, ...(won?.overrode ?? []).map((one) => one.sourced.value)];
        expect(new Map(kept.map((value) => [value, kept.filter((one) => one === value).length]))).toEqual(
          new Map(kept.map((value) => [value, values.filter((one) => one === value).length])),
        );
        expect(kept).toHaveLength(values.length);
      }),
    );
    expect(least([])).toBeUndefined();
  });

  it("of the preferred value is the first that is there, with the later ones as losers in order", () => {
    fc.assert(
      fc.property(fc.array(fc.option(candidate)), (candidates) => {
        const won = prefer(...candidates.map((one) => one ?? { name: "none", sourced: undefined }));
        const there = candidates.filter((one) => one !== null);
        expect(won?.value).toBe(there[0]?.sourced.value);
        expect((won?.overrode ?? []).map(({ name }) => name)).toEqual(there.slice(1).map(({ name }) => name));
      }),
    );
  });

  it("of a derived value names its rule and inputs, and every source has words", () => {
    fc.assert(
      fc.property(candidate, ({ sourced: one }) => {
        const made = derive("twice", [named("one", one)], one.value * 2);
        expect(made.source).toEqual({ kind: "rule", rule: "twice", inputs: [{ name: "one", sourced: one }] });
        expect(describeSource(made.source)).toBe("rule twice");
        expect(typeof describeSource(one.source)).toBe("string");
      }),
    );
    expect(describeSource({ kind: "file", path: "/x", line: 3, key: "A" })).toBe("/x:3 A");
    expect(describeSource({ kind: "feature", scope: "job", key: "job_id", location: "/j" })).toBe(
      "job feature job_id (/j)",
    );
  });
});
