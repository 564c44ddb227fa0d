import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fit, type Health, isDoubtful, judgeHealth } from "../../src/decide/health.ts";

const looks = (from: Health, ...found: readonly (string | null)[]): Health =>
  found.reduce((health, problem, index) => judgeHealth(health, problem, 1000 + 100 * index), from);

describe("the health of a node", () => {
  it("is bad when two looks in a row say so, and good again after three", () => {
    expect(looks(fit, "full").unfit).toBeNull();
    expect(looks(fit, "full", null, "full").unfit).toBeNull();
    const sick = looks(fit, "full", "full");
    expect(sick.unfit).toBe("full");
    expect(looks(sick, null, null).unfit).toBe("full");
    expect(looks(sick, null, null, "full", null, null).unfit).toBe("full");
    expect(looks(sick, null, null, null).unfit).toBeNull();
  });

  it("is not judged twice in one moment, however often somebody looks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 40 }), (offsets) => {
        const all = offsets.toSorted((a, b) => a - b);
        const health = all.reduce((before, at) => judgeHealth(before, "full", 1000 + at), fit);
        expect(health.unfit).toBeNull();
      }),
    );
  });

  it("is looked at sooner while it is in doubt", () => {
    expect(isDoubtful(fit)).toBe(false);
    expect(isDoubtful(looks(fit, "full"))).toBe(true);
    expect(isDoubtful(looks(fit, "full", "full"))).toBe(true);
    expect(isDoubtful(looks(fit, "full", null))).toBe(false);
  });
});
