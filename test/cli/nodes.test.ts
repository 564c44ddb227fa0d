import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { exampleNodes, valueAt } from "./nodes.ts";

// `UPDATE_NODES=1 npm run test:unit -- test/cli/nodes.test.ts` writes the golden documents anew; read the difference.
const update = process.env["UPDATE_NODES"] === "1";

describe.each(exampleNodes)("the node $name", ({ directory, argv, expect: known }) => {
  it.each(["facts", "plan"] as const)("gives the %s that are kept with it", async (command) => {
    const { status, stdout, stderr } = await glidein([command, "--format", "json", ...argv]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const document = json(stdout);
    const seen = Object.keys(known[command]).map((path) => [path, valueAt(document, path)]);
    expect(Object.fromEntries(seen)).toEqual(known[command]);
    const golden = join(directory, `${command}.json`);
    if (update) writeFileSync(golden, stdout);
    expect(stdout).toBe(readFileSync(golden, "utf8"));
  });
});

describe("the nodes kept in the repository", () => {
  it("are of every kind of batch system, control group and accelerator that we claim to read", async () => {
    const facts = exampleNodes.map(({ directory }) => json(readFileSync(join(directory, "facts.json"), "utf8")));
    const systems = new Set(facts.flatMap(({ batch }) => batch.jobs.map((job: { system: string }) => job.system)));
    expect([...systems].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "flux",
      "htcondor",
      "kubernetes",
      "lsf",
      "pbs",
      "sge",
      "slurm",
      "torque",
    ]);
    expect(new Set(facts.map(({ system }) => system.cgroup.layout))).toEqual(new Set(["v1", "v2", "hybrid"]));
    expect(facts.some(({ gpus }) => gpus.devices.length > 0)).toBe(true);
    expect(exampleNodes.length).toBeGreaterThanOrEqual(10);
  });
});
