import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainable } from "../../src/decide/explain.ts";
import { parseFacts } from "../../src/parse/facts-document.ts";
import { preview } from "../../src/run/observe.ts";
import { exampleNodes } from "../cli/nodes.ts";
import { settingsWith } from "../decide/settings-with.ts";

const documents = exampleNodes.map(({ directory }) => readFileSync(join(directory, "facts.json"), "utf8"));
const settings = settingsWith({ GLIDEIN_Collector: "cm.example.org" });

/** Places of a document, as the ways to them. */
const placesOf = (value: unknown): readonly (readonly string[])[] =>
  typeof value !== "object" || value === null
    ? [[]]
    : [[], ...Object.entries(value).flatMap(([key, one]) => placesOf(one).map((place) => [key, ...place]))];

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = copy as Record<string, unknown>;
  inner[key] = replaced(inner[key], rest, by);
  return copy;
}

const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -1, 1e300, -1e300, 2 ** 53, 0.5));
const anyValue = fc.oneof(anyNumber, fc.string({ unit: "binary" }), fc.constant(null), fc.boolean(), fc.jsonValue());

describe("a facts document with something else in one place", () => {
  it("is refused by that place, or gives a plan or failures with names; nothing throws", () => {
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), anyValue, (text, chosen, value) => {
        const document: unknown = JSON.parse(text);
        const places = placesOf(document);
        const place = places[chosen % places.length] ?? [];
        const parsed = parseFacts(JSON.stringify(replaced(document, place, value)) ?? "");
        if (!parsed.ok) {
          expect(parsed.error.problem).not.toBe("");
          return;
        }
        const { decision } = preview(parsed.value, settings, false);
        if (!decision.ok) {
          expect(decision.error.length).toBeGreaterThan(0);
          return;
        }
        JSON.stringify(decision.value.plan);
        expect(explainable(decision.value, parsed.value, settings).find("lifetime.dieAt")).not.toBeNull();
      }),
      { numRuns: Number(process.env["RUNS"] ?? 150) },
    );
  });

  it("is told from text that is none", () => {
    const none = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(none, (text) => {
        expect(parseFacts(text).ok).toBe(false);
      }),
    );
  });
});
