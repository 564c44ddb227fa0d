import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Chunk } from "../../scripts/build/bundle.ts";
import { packedScript } from "../../scripts/build/packed-script.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-packed-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What the packed script of these chunks writes. */
function run(...chunks: readonly Chunk[]): string {
  const path = join(directory, "packed.cjs");
  writeFileSync(path, packedScript({ chunks, metafile: { inputs: {}, outputs: {} } }));
  return execFileSync(process.execPath, [path], { encoding: "utf8", stdio: "pipe" });
}
const main = (text: string): Chunk => ({ name: "./main.js", text, isAtStart: true });
const onDemand = (name: string, text: string): Chunk => ({ name, text, isAtStart: false });

describe("a packed script", () => {
  it("runs its main chunk", () => {
    expect(run(main('console.log("main");'))).toBe("main\n");
  });

  it("runs what is not needed at the start only when it is asked for, and once", () => {
    const asks = main('console.log("main"); for (const again of [1, 2]) console.log(require("./more.js").value);');
    const more = onDemand("./more.js", 'console.log("more"); exports.value = 7;');
    expect(run(asks, more, onDemand("./other.js", 'console.log("other");'))).toBe("main\nmore\n7\n7\n");
  });

  it("gives two chunks that need each other what there is so far", () => {
    const a = onDemand("./a.js", 'exports.name = "a"; exports.other = require("./b.js").seen;');
    const b = onDemand("./b.js", 'exports.seen = `b saw ${require("./a.js").name}`;');
    expect(run(main('console.log(require("./a.js").other);'), a, b)).toBe("b saw a\n");
  });

  it("leaves everything else to Node", () => {
    expect(run(main('console.log(typeof require("node:os").cpus, typeof require("fs").open);'))).toBe(
      "function function\n",
    );
    expect(() => run(main('require("toString");'))).toThrow(/Cannot find module 'toString'/);
  });

  it("keeps text beyond ASCII", () => {
    const text = onDemand("./text.js", "exports.is = /^[ƒf]$/u.test('\\u0192');");
    expect(run(main('console.log(require("./text.js").is);'), text)).toBe("true\n");
  });

  it("names the chunk and the line where something goes wrong", () => {
    const wrong = onDemand("./wrong.js", "\n\nexports.fail = () => JSON.parse('{{');");
    expect(() => run(main('require("./wrong.js").fail();'), wrong)).toThrow(/packed\.cjs\/wrong\.js:3/);
  });
});
