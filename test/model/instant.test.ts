import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeInstant, instantOf, lastInstant } from "../../src/model/instant.ts";

describe("instants", () => {
  it("are described as JavaScript does, from year 0 to 9999", () => {
    const iso = (at: number): string => new Date(at * 1000).toISOString().replace(".000Z", "Z");
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: -62_167_219_200, max: lastInstant }), fc.integer({ min: 0, max: 4e9 })),
        (at) => {
          expect(describeInstant(at)).toBe(iso(at));
        },
      ),
    );
  });

  it("come back from their parts", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200, max: lastInstant }), (at) => {
        const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = describeInstant(at)
          .split(/[-T:Z]/u)
          .map(Number);
        expect(instantOf({ year, month, day, hour, minute, second })).toBe(at);
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1e18])("beyond the calendar stay a number: %d", (at) => {
    expect(describeInstant(at)).toBe(`${at} s since 1970`);
  });
});
