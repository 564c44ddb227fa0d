import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { hostilities, mark, put } from "./hostile.ts";
import { exampleNodes } from "./nodes.ts";

const only = process.env["ONLY"];
it("full", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hostile-"));
  const seen = new Set<string>();
  let n = 0;
  const bad: string[] = [];
  for (const node of exampleNodes) {
    const root = join(node.directory, "root");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => relative(root, join(e.parentPath, e.name)));
    for (const file of files) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const [name, h] of Object.entries(hostilities)) {
        if (only && !name.includes(only)) continue;
        const tree = join(dir, "t");
        rmSync(tree, { recursive: true, force: true });
        cpSync(root, tree, { recursive: true });
        put(h, join(tree, file));
        const argv = [...node.argv];
        argv[1] = tree;
        for (const command of ["facts", "plan", "validate"]) {
          n++;
          const t = performance.now();
          try {
            const r = await glidein([command, "--format", "json", ...argv]);
            const ms = performance.now() - t;
            if (command !== "validate" && r.status !== 0) bad.push(`${node.name} ${file} ${name} ${command}: status ${r.status} ${r.stderr.slice(0, 300)}`);
            if (command === "validate" && ![0, 71].includes(r.status)) bad.push(`${node.name} ${file} ${name} ${command}: status ${r.status} ${r.stderr.slice(0, 300)}`);
            json(r.stdout);
            if (r.stdout.includes(mark)) bad.push(`${node.name} ${file} ${name} leak`);
            if (ms > 1500) bad.push(`${node.name} ${file} ${name} ${command}: ${ms} ms`);
          } catch (e) {
            bad.push(`${node.name} ${file} ${name} ${command}: ${e instanceof Error ? e.stack?.slice(0, 600) : e}`);
          }
        }
      }
    }
  }
  console.log(n, bad.length, bad.slice(0, 40).join("\n"));
  rmSync(dir, { recursive: true, force: true });
}, 900_000);
