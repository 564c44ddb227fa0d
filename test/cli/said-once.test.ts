import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";

const tree = mkdtempSync(join(tmpdir(), "said-once-"));
afterAll(() => rmSync(tree, { recursive: true }));

it("a fault of a credential is told by its check, and by the decisions only where that is left out", async () => {
  writeFileSync(join(tree, "token"), "no token\n");
  const told = async (...more: readonly string[]): Promise<readonly (readonly [string, string])[]> => {
    const { stdout } = await glidein(["plan", "--root", tree, "--token", "/token", ...more, "--format", "json"]);
    const { findings } = json(stdout);
    return findings
      .filter(({ message }: { message: string }) => message.includes("line 1 is no token"))
      .map(({ check, message }: { check: string; message: string }) => [check, message]);
  };
  expect((await told()).map(([check]) => check)).toEqual(["credentials-valid"]);
  expect((await told("--skip", "credentials-valid")).map(([check]) => check)).toEqual(["credential"]);
});
