import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedDevices } from "../../../src/decide/resources/node-share.ts";
import { decided, grant, hardware, kernel } from "./decided.ts";

describe("several glideins of one node", () => {
  it("divide what the batch system gave, the first ones taking what is left over", () => {
    const cpus = [hardware(64), grant(7)];
    const parts = [0, 1, 2].map((local) => decided({ cpus, share: { local, of: 3 } }).cpus.value);
    expect(parts).toEqual([3, 2, 2]);
    const { memoryMiB, diskMiB } = decided({ memory: [grant(9000)], share: { local: 1, of: 3 }, ownMemoryMiB: 0 });
    expect([memoryMiB.value, diskMiB?.value]).toEqual([3000, 33_333]);
  });

  it("leave undivided what a launcher has bound each of them to already", () => {
    expect(decided({ cpus: [grant(8), kernel(4)], share: { local: 0, of: 2 } }).cpus.value).toBe(4);
    // The whole job's CPUs, which all of them see.
    expect(decided({ cpus: [hardware(64), kernel(8)], share: { local: 0, of: 2 } }).cpus.value).toBe(8);
    expect(decided({ cpus: [kernel(8)], share: { local: 0, of: 2 } }).cpus.value).toBe(4);
  });

  it("take no device of each other and leave none out", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 2, max: 9 }), (count, of) => {
        const devices = Array.from({ length: count }, (_, index) => `GPU-${index}`);
        const parts = Array.from({ length: of }, (_, local) => sharedDevices(devices, { local, of }));
        expect(parts.flat()).toEqual(devices);
      }),
    );
  });

  it("are no quarrel between the batch system and the node", () => {
    expect(decided({ cpus: [grant(8)], share: { local: 0, of: 2 } }).findings).toEqual([]);
  });
});
