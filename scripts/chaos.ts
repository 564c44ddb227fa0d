// `node scripts/node24.mjs scripts/chaos.ts [--kills 200] [--seed N] [--at-once 3]`: random kills in the bed, by hand. Exits
// with 1 when something was left.
import { parseArgs } from "node:util";
import { describeKill, killOne, randomKills } from "../test/e2e/chaos/one-kill.ts";
import { startRig } from "../test/e2e/rig/rig.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "3" },
  },
});

const rig = await startRig();
const kills = randomKills(Number(values.kills), Number(values.seed));
let next = 0;
let bad = 0;
async function work(): Promise<void> {
  for (;;) {
    const index = next++;
    const kill = kills[index];
    if (kill === undefined) return;
    const wrong = await killOne(rig, kill).catch((error: unknown) => [String(error).slice(0, 1500)]);
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
