// Thirty of the kills that scripts/chaos.ts does by the hundred.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeKill, killOne, randomKills } from "./chaos/one-kill.ts";
import { type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

describe.concurrent("nothing is left after", () => {
  for (const kill of randomKills(30, 20_261_123))
    it(`${describeKill(kill)}`, async () => {
      expect(await killOne(rig, kill)).toEqual([]);
    });
});
