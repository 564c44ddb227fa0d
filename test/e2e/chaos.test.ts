// Thirty of the kills that scripts/chaos.ts does by the hundred.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeKill, killOne, randomKills } from "./chaos/one-kill.ts";
import { type Rig, startRig } from "./rig/rig.ts";
import { type Factory, startFactory } from "./rig/running-pilot.ts";

let rig: Rig;
let factory: Factory;
beforeAll(async () => {
  rig = await startRig();
  factory = await startFactory(rig);
});
afterAll(async () => {
  await rig?.stop();
});

describe.concurrent("nothing is left after", () => {
  for (const kill of randomKills(30, 20_261_123))
    it(`${describeKill(kill)}`, async () => {
      expect(await killOne(rig, factory, kill)).toEqual([]);
    });
});
