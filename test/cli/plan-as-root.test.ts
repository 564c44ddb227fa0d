import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";

const directory = mkdtempSync(join(tmpdir(), "plan-as-root-"));
afterAll(() => rmSync(directory, { recursive: true }));

it.each([
  [0, 1],
  [5001, 0],
])("a plan that account %i makes says %i times that run wants another account", async (uid, times) => {
  const facts = json((await glidein(["facts", "--root", directory, "--format", "json"])).stdout);
  const file = join(directory, `facts-${uid}.json`);
  writeFileSync(file, JSON.stringify({ ...facts, user: { ...facts.user, uid } }));
  const { findings } = json((await glidein(["plan", "--facts", file, "--format", "json"])).stdout);
  expect(findings.filter(({ fix }: { fix: string }) => fix.includes("--user NAME"))).toHaveLength(times);
});
