// What README.md shows first is what the program says of a recorded node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { glidein } from "./command-line.ts";

const root = join(import.meta.dirname, "../..");
const node = join(root, "test/nodes/slurm-shared-node");
const look = ["--root", join(node, "root"), "--env-file", join(node, "env"), "--now", "1795402700", "--seed", "7"];
const pool = ["--pool", "cm.example.org", "--token", "/home/pilot/pool.token"];

it("the first screen of README.md has real lines, in their order, with … where some are left out", async () => {
  const screen = /```console\n\$ glidein plan [^\n]*\n(.*?)\n\$ glidein explain cpus\n(.*?)\n```/su.exec(
    readFileSync(join(root, "README.md"), "utf8"),
  );
  const told = [
    (await glidein(["plan", ...look, ...pool, "--format", "text"])).stdout,
    (await glidein(["explain", "cpus", ...look])).stdout,
  ];
  for (const [index, text] of told.entries()) {
    let rest = `\n${text}`;
    for (const part of (screen?.[index + 1] ?? "not there").split(/^…$/mu).map((one) => one.trim())) {
      const at = rest.indexOf(part);
      expect(at, part).toBeGreaterThanOrEqual(0);
      rest = rest.slice(at + part.length);
    }
  }
});
