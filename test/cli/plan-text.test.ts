// Lines of `plan --format text` that stand for what others read as attributes and knobs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { glidein } from "./command-line.ts";

const directory = mkdtempSync(join(tmpdir(), "plan-text-"));
afterAll(() => rmSync(directory, { recursive: true }));

const facts: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "../nodes/slurm-two-nodes/facts.json"), "utf8"),
);
async function planOf(more: object, ...options: readonly string[]): Promise<string> {
  const file = join(directory, "facts.json");
  writeFileSync(file, JSON.stringify(Object.assign({}, facts, more)));
  return (await glidein(["plan", "--facts", file, "--pool", "cm.example.org", "--format", "text", ...options])).stdout;
}

const edge = {
  ...{ file: "/shared/edge.json", problem: "", name: "edge-1f", host: "gw", expiresAt: 1_900_000_000 },
  broker: { address: "10.0.0.1:9700", reachable: true, why: "" },
  relay: { address: "10.0.0.1:9701", keyFile: "/shared/relay.key", works: true, why: "" },
};

describe("the plan as text", () => {
  it("says through which edge the pool is reached", async () => {
    expect(await planOf({ edge })).toMatch(/^.* in cm\.example\.org:9618 through edge edge-1f at 10\.0\.0\.1:9700\n/u);
    expect(await planOf({})).not.toContain("edge");
  });

  it("says what jobs outside of containers see, where there may be any", async () => {
    expect(await planOf({})).toContain("jobs outside of containers can see the pilot's credentials\n");
    expect(await planOf({}, "--set", "GLIDEIN_Singularity_Use=REQUIRED")).not.toContain("jobs outside");
  });
});
