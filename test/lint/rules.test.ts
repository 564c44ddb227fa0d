// The manners that the linter enforces: each is broken once, or kept where that is easily mistaken.
import { beforeAll, describe, expect, it } from "vitest";
import { type Complaints, lint } from "./lint.ts";

const longFile = (lines: number): string => `${"// a line\n".repeat(lines - 1)}export const a = 1;`;
const manners: readonly { title: string; file: string; text: string; rule: string | null }[] = [
  { title: "parse may hash", file: "src/parse/hash.ts", text: 'import { hash } from "node:crypto";', rule: null },
  { title: "probe may join paths", file: "src/probe/path.ts", text: 'import { join } from "node:path";', rule: null },
  {
    title: "probe opens no files",
    file: "src/probe/open.ts",
    text: 'import { open } from "node:fs";',
    rule: "no-restricted-imports",
  },
  {
    title: "probe starts no programs",
    file: "src/probe/spawn.ts",
    text: 'import { spawn } from "node:child_process";',
    rule: "no-restricted-imports",
  },
  {
    title: "probe may embed a program",
    file: "src/probe/image.ts",
    text: 'import { probe } from "embedded:probe";',
    rule: null,
  },
  {
    title: "probe reads no clock",
    file: "src/probe/now.ts",
    text: "export const now = Date.now();",
    rule: "no-restricted-globals",
  },
  {
    title: "run reads no environment",
    file: "src/run/home.ts",
    text: "export const home = process.env;",
    rule: "no-process-env",
  },
  {
    title: "host may read the environment",
    file: "src/host/home.ts",
    text: "export const home = process.env;",
    rule: null,
  },
  { title: "no console", file: "src/cli/say.ts", text: 'console.log("a");', rule: "no-console" },
  {
    title: "nothing is exported as default",
    file: "src/run/default.ts",
    text: "export default 1;",
    rule: "no-default-export",
  },
  {
    title: "names of files are kebab-case",
    file: "src/run/someThing.ts",
    text: "export const a = 1;",
    rule: "filename-case",
  },
  {
    title: "any is no type",
    file: "src/run/any.ts",
    text: "export const a = (b: any): unknown => b;",
    rule: "no-explicit-any",
  },
  {
    title: "nothing is asserted to be there",
    file: "src/run/there.ts",
    text: "export const a = (b?: string) => b!;",
    rule: "no-non-null-assertion",
  },
  {
    title: "an assertion needs its reason",
    file: "src/run/as.ts",
    text: "export const a = (b: unknown) => b as string;",
    rule: "no-unsafe-type-assertion",
  },
  { title: "251 lines are too many", file: "src/run/long.ts", text: longFile(251), rule: "max-lines" },
  { title: "250 lines are not", file: "src/run/not-long.ts", text: longFile(250), rule: null },
  {
    title: "no promise is left alone",
    file: "src/run/float.ts",
    text: "export const a = () => void (() => Promise.resolve())();\nPromise.resolve();",
    rule: "no-floating-promises",
  },
  {
    title: "no promise is a callback's answer",
    file: "src/run/misuse.ts",
    text: "[1].forEach(async () => {});",
    rule: "no-misused-promises",
  },
  {
    title: "only errors are thrown",
    file: "src/run/throw.ts",
    text: 'export const a = () => {\n  throw "a";\n};',
    rule: "only-throw-error",
  },
  {
    title: "a switch is exhaustive",
    file: "src/run/switch.ts",
    text: 'export const a = (b: "c" | "d") => {\n  switch (b) {\n    case "c":\n  }\n};',
    rule: "switch-exhaustiveness-check",
  },
  {
    title: "types are imported as types",
    file: "src/run/type.ts",
    text: 'import { Host } from "../host/host.ts";\nexport type A = Host;',
    rule: "consistent-type-imports",
  },
  {
    title: "no import goes round the layers in a type",
    file: "src/model/round.ts",
    text: 'export type A = import("../host/host.ts").Host;',
    rule: "consistent-type-imports",
  },
  {
    title: "no module imports itself",
    file: "src/run/cycle.ts",
    text: 'export { a } from "./cycle-back.ts";',
    rule: "no-cycle",
  },
  {
    title: "nor through another",
    file: "src/run/cycle-back.ts",
    text: 'export { a } from "./cycle.ts";',
    rule: "no-cycle",
  },
];

let complaints: Complaints;

beforeAll(() => {
  complaints = lint(new Map(manners.map(({ file, text }) => [file, text])));
});

describe("the lint rules", () => {
  it.each(manners)("$title", ({ file, rule }) => {
    const broken = (complaints.get(file) ?? [])
      .map((complaint) => complaint.rule)
      .filter((name) => name !== "no-unused-vars");
    if (rule === null) expect(broken).toEqual([]);
    else expect(broken).toContain(rule);
  });
});
