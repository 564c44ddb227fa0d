// The layers of the program are a lint rule. In a tree of its own, under the real configuration, every file here takes
// each path that there is from its layer to the others, one a line; the linter must refuse the forbidden lines and
// nothing else.
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Complaints, lint } from "./lint/lint.ts";

const belowRun = ["model", "parse", "decide", "validation", "host", "probe", "apply", "exit", "version", "run", "run/"];
const belowMain = [...belowRun, "cli", "cli/"];

/** A file of each layer, and the layers that it may import. */
const layers: Readonly<Record<string, { readonly file: string; readonly imports: readonly string[] }>> = {
  model: { file: "src/model/settings/row.ts", imports: ["model"] },
  parse: { file: "src/parse/proc/meminfo.ts", imports: ["model", "parse"] },
  decide: { file: "src/decide/plan.ts", imports: ["model", "parse", "decide"] },
  validation: { file: "validation/index.ts", imports: ["model", "validation"] },
  host: { file: "src/host/host.ts", imports: ["model", "parse", "decide", "host"] },
  probe: { file: "src/probe/batch/slurm.ts", imports: ["model", "parse", "decide", "host", "probe"] },
  apply: { file: "src/apply/stage.ts", imports: ["model", "parse", "decide", "host", "apply"] },
  exit: { file: "src/exit.ts", imports: ["model"] },
  version: { file: "src/version.ts", imports: [] },
  run: { file: "src/run.ts", imports: belowRun },
  "run/": { file: "src/run/supervise.ts", imports: belowRun },
  cli: { file: "src/cli.ts", imports: belowMain },
  "cli/": { file: "src/cli/validate.ts", imports: belowMain },
  main: { file: "src/main.ts", imports: belowMain },
};

const forms: readonly ((from: string, name: string) => string)[] = [
  (from, name) => `import { thing as ${name} } from "${from}";`,
  (from, name) => `import type { Thing as ${name} } from "${from}";`,
  (from, name) => `export { thing as ${name} } from "${from}";`,
  (from, name) => `export const ${name} = import("${from}");`,
];

interface Line {
  readonly text: string;
  /** Name of the rule that refuses it. */
  readonly rule: string | null;
}

const pathBetween = (from: string, to: string): string => {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
};

function edgesOf(layer: string): Line[] {
  const { file, imports } = layers[layer]!;
  const targets = Object.entries(layers).flatMap(([name, target]) => {
    const rule = imports.includes(name) ? null : "no-restricted-imports";
    // A layer that is a directory is reached by any file in it.
    const isDirectory = target.file.split("/").length > 2;
    const files = isDirectory ? [target.file, target.file.replace(/\.ts$/, "-more.ts")] : [target.file];
    return files.filter((path) => path !== file).map((path) => ({ from: pathBetween(file, path), rule }));
  });
  return targets.flatMap(({ from, rule }, index) =>
    forms.map((form, nth) => ({ text: form(from, `thing${index}x${nth}`), rule })),
  );
}

const pureLayers = ["model", "parse", "decide", "validation"];
const impurities: readonly Line[] = [
  { text: "export const a = Date.now();", rule: "no-restricted-globals" },
  { text: "export const b = new Date();", rule: "no-restricted-globals" },
  { text: "export const c = performance.now();", rule: "no-restricted-globals" },
  { text: "export const d = Math.random();", rule: "no-restricted-properties" },
  { text: 'export const e = Math["random"]();', rule: "no-restricted-properties" },
  { text: "export const f = crypto.randomUUID();", rule: "no-restricted-globals" },
  { text: "export const g = process.pid;", rule: "no-restricted-globals" },
  { text: "export const h = globalThis;", rule: "no-restricted-globals" },
  { text: "export const i = setTimeout(String, 1);", rule: "no-restricted-globals" },
  { text: 'export const j = fetch("http://a");', rule: "no-restricted-globals" },
  { text: 'export const k = () => console.log("a");', rule: "no-restricted-globals" },
  { text: 'import l from "node:os";', rule: "no-restricted-imports" },
  { text: 'import m from "node:fs/promises";', rule: "no-restricted-imports" },
  { text: 'import type { Agent } from "undici";', rule: "no-restricted-imports" },
  { text: 'import { n } from "embedded:keeper";', rule: "no-restricted-imports" },
];

let complaints: Complaints;

const pureFile = (layer: string): string => join(dirname(layers[layer]!.file), "impure.ts");
const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join("\n");

beforeAll(() => {
  const files = new Map<string, string>();
  for (const [layer, { file }] of Object.entries(layers)) files.set(file, textOf(edgesOf(layer)));
  for (const layer of pureLayers) files.set(pureFile(layer), textOf(impurities));
  // Every file imports every other one: looking for all the cycles in that would take for ever.
  complaints = lint(files, ["--allow", "import/no-cycle"]);
});

const isRefused = (file: string, rule: string, line: number): boolean =>
  complaints.get(file)?.some((complaint) => complaint.rule === rule && complaint.line === line) ?? false;

describe("the order of the layers", () => {
  for (const [layer, { file }] of Object.entries(layers)) {
    const edges = edgesOf(layer);
    const refused = (): string[] =>
      edges.filter((_, index) => isRefused(file, "no-restricted-imports", index + 1)).map(({ text }) => text);
    const expected = edges.filter(({ rule }) => rule !== null).map(({ text }) => text);
    it(`${layer} imports from its left only, in any form`, () => expect(refused()).toEqual(expected));
  }

  it("is broken by an import from decide to host", () => {
    const line = edgesOf("decide").findIndex(({ text }) => text.includes('"../host/host.ts"')) + 1;
    expect(line).toBeGreaterThan(0);
    expect(isRefused("src/decide/plan.ts", "no-restricted-imports", line)).toBe(true);
  });
});

describe("a pure layer", () => {
  it.each(pureLayers)("%s has no clock, randomness, environment, file, process or network", (layer) => {
    const accepted = impurities.filter(({ rule }, index) => !isRefused(pureFile(layer), rule ?? "", index + 1));
    expect(accepted).toEqual([]);
  });
});
