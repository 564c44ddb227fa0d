// `node scripts/node24.mjs scripts/chaos.ts [--kills 200] [--seed N] [--at-once 3] [--only 7,12]`: random kills in the bed, by
// hand; `--only`: those of these numbers again. Exits with 1 when something was left.
import { parseArgs } from "node:util";
import { describeKill, killOne, randomKills } from "../test/e2e/chaos/one-kill.ts";
import { startRig } from "../test/e2e/rig/rig.ts";
import { startFactory } from "../test/e2e/rig/running-pilot.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "3" },
    only: { type: "string" },
  },
});

const rig = await startRig();
const factory = await startFactory(rig);
const kills = randomKills(Number(values.kills), Number(values.seed));
const only = values.only?.split(",").map(Number);
let next = 0;
let bad = 0;
async function work(): Promise<void> {
  for (;;) {
    const index = next++;
    const kill = kills[index];
    if (kill === undefined) return;
    if (only !== undefined && !only.includes(index + 1)) continue;
    const wrong = await killOne(rig, factory, kill).catch((error: unknown) => [String(error).slice(0, 4000)]);
    if (wrong.length > 0) bad += 1;
    process.stdout.write(
      `${index + 1} ${wrong.length === 0 ? "ok" : "BAD"} ${describeKill(kill)}\n${wrong.map((one) => `    ${one}\n`).join("")}`,
    );
  }
}
try {
  await Promise.all(Array.from({ length: Number(values["at-once"]) }, work));
} finally {
  await rig.stop();
}
process.stdout.write(`${kills.length} kills, ${bad} bad\n`);
process.exitCode = bad === 0 ? 0 : 1;
