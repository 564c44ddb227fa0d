import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { factsDocument, planDocument, validationDocument } from "./document-shapes.ts";
import { exampleNodes } from "./nodes.ts";

const empty = { name: "an empty directory", argv: ["--root", join(import.meta.dirname, "../nodes/bare/root/tmp")] };

describe.each([...exampleNodes, empty])("the documents about $name", ({ argv }) => {
  it("have every key that others rely on, of its type", async () => {
    const facts = await glidein(["facts", "--format", "json", ...argv]);
    expect(factsDocument(json(facts.stdout), "")).toBeNull();
    const plan = await glidein(["plan", "--format", "json", ...argv]);
    expect(planDocument(json(plan.stdout), "")).toBeNull();
    const validation = await glidein(["validate", "--format", "json", ...argv]);
    expect(validationDocument(json(validation.stdout), "")).toBeNull();
    expect([facts.status, plan.status]).toEqual([0, 0]);
    expect(validation.status).toBe(json(validation.stdout).verdict === "fail" ? 71 : 0);
  });

  it("agree with themselves: ends are in order, sums are right, and what binds is the smallest", async () => {
    const { lifetime, resources, slots, verdict, findings } = json(
      (await glidein(["plan", "--format", "json", ...argv])).stdout,
    );
    expect(lifetime.retireAt).toBeGreaterThanOrEqual(lifetime.startedAt);
    expect(lifetime.dieAt).toBeGreaterThanOrEqual(lifetime.retireAt);
    if (lifetime.endAt !== null) expect(lifetime.endAt).toBeGreaterThan(lifetime.dieAt);
    const ends = lifetime.budget.map(({ at }: { at: number }) => at);
    expect(lifetime.endAt).toBe(ends.length === 0 ? null : Math.min(...ends));
    if (ends.length > 0)
      expect(lifetime.budget.find(({ at }: { at: number }) => at === lifetime.endAt).id).toBe(lifetime.winner);
    for (const resource of ["cpus", "memory", "disk"]) {
      const fences = resources.fences.filter((fence: { resource: string }) => fence.resource === resource);
      const least = Math.min(...fences.map(({ limit }: { limit: number }) => limit));
      for (const { limit, binding } of fences) expect(binding).toBe(limit === least);
    }
    expect(slots.length).toBeGreaterThan(0);
    const memory = slots.reduce(
      (sum: number, slot: { count: number; memoryMiB: number }) => sum + slot.count * slot.memoryMiB,
      0,
    );
    expect(memory).toBeLessThanOrEqual(resources.memoryMiB);
    const telling = findings.filter(({ severity }: { severity: string }) => severity !== "info");
    expect(verdict.decision === "proceed").toBe(telling.length === 0);
  });

  it("make the same plan again from the facts alone", async () => {
    const facts = await glidein(["facts", "--format", "json", ...argv]);
    const plan = await glidein(["plan", "--format", "json", ...argv]);
    const { writeFileSync, mkdtempSync, rmSync } = await import("node:fs");
    const directory = mkdtempSync(join((await import("node:os")).tmpdir(), "glidein-facts-"));
    const file = join(directory, "facts.json");
    writeFileSync(file, facts.stdout);
    const options = argv.includes("--seed") ? argv.slice(argv.indexOf("--seed")) : [];
    const replayed = await glidein(["plan", "--format", "json", "--facts", file, ...options]);
    rmSync(directory, { recursive: true });
    expect(replayed.stderr).toBe("");
    // The name has the moment in it, which an empty tree does not fix.
    if (argv.includes("--now")) expect(replayed.stdout).toBe(plan.stdout);
    expect((await glidein(["facts", "--facts", "/dev/null", ...options])).status).toBe(64);
  });
});
