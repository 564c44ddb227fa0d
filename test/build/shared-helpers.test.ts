import { compileFunction } from "node:vm";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { helpersChunk, withSharedHelpers } from "../../scripts/build/shared-helpers.ts";

const options = { format: "cjs", platform: "node", minifyWhitespace: true } as const;

/** What a module has for those who require it, run as the loader runs it. */
async function exportsOf(source: string, others: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const text = withSharedHelpers((await transform(source, options)).code);
  const run = (body: string, require: (name: string) => unknown): unknown => {
    const module = { exports: {} };
    compileFunction(body, ["require", "module", "exports"])(require, module, module.exports);
    return module.exports;
  };
  const helpers = run((await helpersChunk()).text, () => undefined);
  return run(text, (name) => (name === "./helpers.js" ? helpers : others[name]));
}

describe("a module with the helpers of all modules", () => {
  it("exports what it did, also what changes", async () => {
    const made = (await exportsOf("export let n = 1; export const next = () => ++n;")) as { n: number; next(): void };
    made.next();
    expect(made.n).toBe(2);
  });

  it("imports what has a default of its own, and what is a default by itself", async () => {
    const source = 'import a, { b } from "a"; import c from "c"; export const all = [a, b, c];';
    const others = { a: { __esModule: true, default: 1, b: 2 }, c: 3 };
    expect(await exportsOf(source, others)).toMatchObject({ all: [1, 2, 3] });
  });

  it("has none of its own, and is refused where they are not known", async () => {
    const { code } = await transform("export const a = 1;", options);
    expect(withSharedHelpers(code)).not.toContain("defineProperty");
    expect(() => withSharedHelpers(code.replace("__defProp", "__define"))).toThrow(/begins otherwise/u);
  });
});
