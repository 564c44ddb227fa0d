import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideLeftMemory } from "../../src/decide/left-memory.ts";

const object = (id: number, change: object = {}) => ({
  ...{ kind: "shm" as const, id, creator: 5, changedAt: 1000, attached: 0 },
  ...change,
});
const file = (path: string, change: object = {}) => ({ path, uid: 5, madeAt: 1000, ...change });
const alone = { uid: 5, since: 999.9, others: 0, isBlind: false };

describe("memory that is left", () => {
  it("is ours when our account made it while we ran, and nobody uses it", () => {
    const objects = [
      object(1),
      object(2, { creator: 6 }),
      object(3, { changedAt: 998 }),
      object(4, { attached: 1 }),
      object(5, { changedAt: 999 }),
    ];
    const files = [file("a"), file("b", { uid: 6 }), file("c", { madeAt: 998.9 })];
    const left = decideLeftMemory({ ...alone, objects, files });
    expect(left.objects.map(({ id }) => id)).toEqual([1, 5]);
    expect(left.files).toEqual(["a"]);
    expect(left.spared).toBeNull();
  });

  it("is spared wherever anybody else of the account may have made it", () => {
    fc.assert(
      fc.property(fc.nat(3), fc.boolean(), (others, isBlind) => {
        const { spared } = decideLeftMemory({ ...alone, objects: [object(1)], files: [], others, isBlind });
        expect(spared === null).toBe(others === 0 && !isBlind);
      }),
    );
  });
});
