import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { execArgv, runtime } from "../../scripts/build/executable.ts";
import { packedScript } from "../../scripts/build/packed-script.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-exit-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const node = join(runtime().directory, "bin", "node");

/** Many functions get hot at once in a full heap, and then the program ends. */
const hotExit = `
const functions = Array.from({ length: 400 }, (_, i) => new Function("a",
  \`let sum = \${i}; for (let j = 0; j < 30; j++) sum += j * a; return { sum, a, both: [sum, a] };\`));
const results = [];
for (let round = 0; round < 60; round++) for (const run of functions) results.push(run(round));
process.exit(7);
`;
const smallHeap = execArgv.filter((flag) => flag !== "--single-threaded");

/** Exit statuses of some runs; one that hangs is killed and has none. */
const exits = (flags: readonly string[], text: string): unknown[] => {
  const path = join(directory, "main.cjs");
  writeFileSync(path, text);
  return Array.from({ length: 6 }, () => {
    try {
      return execFileSync(node, [...flags, path], { timeout: 30_000, stdio: "pipe" });
    } catch (error) {
      return (error as { status: number | null }).status;
    }
  });
};

// Without its flags nearly every such run hangs: V8 compiles in another thread, which waits for the main one to collect
// garbage, which waits for the other to end.
it("ends when it is told to end, as an executable", () => {
  expect(exits(execArgv, hotExit)).toEqual([7, 7, 7, 7, 7, 7]);
});

it("ends when it is told to end, as a script", () => {
  const chunks = [
    { name: "./main.js", text: 'require("./hot.js");', isAtStart: true },
    { name: "./hot.js", text: hotExit, isAtStart: false },
  ];
  const script = packedScript({ chunks, metafile: { inputs: {}, outputs: {} } });
  expect(exits(smallHeap, script)).toEqual([7, 7, 7, 7, 7, 7]);
});
