import { build, type Metafile } from "esbuild";
import { describe, expect, it } from "vitest";
import { bundledPackages, bytesByDirectory } from "../../scripts/build/packages.ts";
import { packagesOnDemand } from "../../scripts/build/packages-on-demand.ts";
import { root } from "../../scripts/build/root.ts";
import { overBudget, sizeReport } from "../../scripts/build/size-report.ts";

const metafileOf = (inputs: Readonly<Record<string, number>>): Metafile => ({
  inputs: {},
  outputs: {
    "main.js": {
      bytes: 0,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
    },
  },
});

describe("the packages in a bundle", () => {
  it("are told by the innermost directory of packages", () => {
    const metafile = metafileOf({
      "src/main.ts": 1,
      "embedded:embedded:keeper": 2,
      "on-demand:/a/node_modules/tar/index.js": 4,
      "node_modules/tar/a.js": 8,
      "node_modules/tar/b.js": 16,
      "node_modules/@isaacs/fs-minipass/index.js": 32,
      "node_modules/tar/node_modules/minipass/index.js": 64,
    });
    expect([...bytesByDirectory(metafile)]).toEqual([
      ["", 7],
      ["node_modules/tar", 24],
      ["node_modules/@isaacs/fs-minipass", 32],
      ["node_modules/tar/node_modules/minipass", 64],
    ]);
  });

  it("include what they may have bundled themselves", () => {
    const packages = bundledPackages(metafileOf({ "node_modules/tar/index.js": 5 }));
    expect(packages.map(({ name }) => name)).toEqual([
      "@isaacs/fs-minipass",
      "chownr",
      "minipass",
      "minizlib",
      "tar",
      "yallist",
    ]);
    expect(packages.filter(({ bytes }) => bytes > 0).map(({ name }) => name)).toEqual(["tar"]);
    expect(packages.every(({ licenceText }) => licenceText.length > 100)).toBe(true);
  });
});

describe("the size report", () => {
  it("orders what is in the bundle by its size, our own code among it", async () => {
    const report = await sizeReport(new Map(), metafileOf({ "src/main.ts": 7, "node_modules/commander/index.js": 9 }));
    expect(report.bundle.map(({ name, bytes }) => [name, bytes])).toEqual([
      ["commander", 9],
      ["glidein", 7],
    ]);
  });

  it("tells a file that outgrew its budget, and one that has none", async () => {
    const files = new Map([
      ["glidein.cjs", Buffer.alloc(2_000_000)],
      ["surprise", Buffer.alloc(1)],
      ["glidein", Buffer.alloc(1)],
    ]);
    const problems = overBudget(await sizeReport(files, metafileOf({})));
    expect(problems).toEqual([
      expect.stringMatching(/^glidein\.cjs has 2000000 bytes/),
      expect.stringMatching(/^surprise has 1 bytes/),
    ]);
  });
});

it.each(["undici", "tar"])("a package imported on demand has its names: %s", async (name) => {
  const { outputFiles } = await build({
    stdin: { contents: `export const names = import("${name}").then(Object.keys);`, resolveDir: root },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outdir: "chunks",
    write: false,
    plugins: [packagesOnDemand],
  });
  const lists = outputFiles.map(({ text }) => text.slice(text.lastIndexOf("export {")));
  const exported = lists.join("");
  const expected = { undici: ["Agent", "ProxyAgent", "request"], tar: ["extract", "list"] }[name]!;
  for (const wanted of expected) expect(exported).toMatch(new RegExp(`\\b${wanted}\\b`));
});
