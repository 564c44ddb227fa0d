import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it, test } from "vitest";
import { nativeVariables } from "../../../src/decide/staging/native-variables.ts";
import { choosePlatform } from "../../../src/decide/staging/platform.ts";
import { dispositionOf, replacements } from "../../../src/decide/staging/replacements.ts";
import { stockDigests } from "../../../src/decide/staging/stock-digests.ts";
import { expandDefault } from "../../../src/decide/staging/variable-default.ts";
import { stagedConfiguration } from "../../../src/decide/staging/variables.ts";
import { type Sourced, sourced } from "../../../src/model/provenance.ts";
import { readCondorVars } from "../../../src/parse/condor-vars.ts";

const stockSha1 = (name: string): string =>
  Buffer.from((stockDigests[name] ?? "").trim().split(/\s+/u).at(-1)?.padEnd(27, "A") ?? "", "base64url").toString(
    "hex",
  );

it("a stock script is told by its digest, wherever it lies", () => {
  const digests = { sha1: stockSha1("setup_x509.sh") };
  for (const area of ["main", "client"] as const)
    expect(dispositionOf({ area, name: "setup_x509.sh", digests, cvmfsExec: false })).toMatchObject({
      kind: "replaced",
      modified: false,
    });
});

it("a changed stock script is run, a VO's own of the same name is nobody's business", () => {
  const digests = { sha1: createHash("sha1").update("mine").digest("hex") };
  expect(dispositionOf({ area: "main", name: "setup_x509.sh", digests, cvmfsExec: false })).toEqual({
    kind: "custom",
    modified: true,
  });
  expect(dispositionOf({ area: "client", name: "setup_x509.sh", digests, cvmfsExec: false })).toEqual({
    kind: "custom",
    modified: false,
  });
  expect(dispositionOf({ area: "main", name: "condor_startup.sh", digests, cvmfsExec: false })).toMatchObject({
    kind: "replaced",
    modified: true,
  });
  expect(dispositionOf({ area: "main", name: "constructor", digests, cvmfsExec: false })).toEqual({
    kind: "custom",
    modified: false,
  });
});

it("the scripts that mount CVMFS are run where that is wanted", () => {
  const digests = { sha1: stockSha1("cvmfs_setup.sh") };
  expect(dispositionOf({ area: "main", name: "cvmfs_setup.sh", digests, cvmfsExec: true })).toEqual({
    kind: "custom",
    modified: false,
  });
});

it("every replacement is in the documentation", () => {
  const text = readFileSync("docs/classic.md", "utf8");
  for (const [name, { kind, by }] of Object.entries(replacements))
    expect(text).toContain(`| \`${name}\` | ${kind} | ${by} |`);
});

test.each([
  ["default", "default", "default", "CONDOR_PLATFORM_default-default-default"],
  ["23.x,10.x", "auto", "auto", "CONDOR_PLATFORM_10.x-rhel9-x86_64"],
  ["23.x", "auto", "auto", null],
  ["", "", "", "CONDOR_PLATFORM_default-default-default"],
])("version %j, system %j, architecture %j", (version, os, arch, expected) => {
  const offered = new Set(["CONDOR_PLATFORM_default-default-default", "CONDOR_PLATFORM_10.x-rhel9-x86_64"]);
  expect(choosePlatform({ version, os, arch, machine: "x86_64", distribution: "rocky", release: "9.4", offered })).toBe(
    expected,
  );
});

test.each([
  ["plain", "plain"],
  ["$GLIDEIN_Entry_Name", "site"],
  ["${GLIDEIN_Entry_Name}_x", "site_x"],
  ["\\\\$\\\\(HAS\\\\:False\\\\)", "$(HAS:False)"],
  ["$(id)", null],
  ["`id`", null],
  ["a;b", null],
])("the default %j is %j", (text, expected) => {
  expect(expandDefault(text, (name) => (name === "GLIDEIN_Entry_Name" ? "site" : ""))).toBe(expected);
});

it("condor_vars give attributes their types, knobs their values and jobs their variables", () => {
  const vars = readCondorVars(
    "A S - + N Y +\nB I 5 + N Y -\nC C - C_KNOB N Y @\nD C - + N Y -\nE S - + N N E_ENV\nF C Fake HEAD N N -\nB I - + N Y -\n",
  );
  if (!vars.ok) throw new Error("vars");
  const values = new Map(
    Object.entries({ A: 'it\'s "x"', C: "TARGET.X =?= 1", D: "not (an expression", E: "e" }).map(([name, value]) => [
      name,
      sourced(value, { kind: "set", name }),
    ]),
  );
  const staged = stagedConfiguration({ values, variables: vars.value.variables });
  if (staged.kind !== "ok") throw new Error(staged.name);
  const { attributes, knobs, environment, warnings } = staged.configuration;
  expect(
    Object.entries(attributes).map(
      ([
        name,
        {
          type,
          sourced: { value },
        },
      ]) => [name, type, value],
    ),
  ).toEqual([
    ["A", "string", 'it\'s "x"'],
    ["B", "integer", 5],
    ["C_KNOB", "expression", "TARGET.X =?= 1"],
  ]);
  expect(warnings).toHaveLength(1);
  expect(knobs.map(({ knob }) => knob)).toEqual(["E", "HEAD"]);
  expect(environment.map(({ name, value }) => [name, value])).toEqual([
    ["A", 'it\'s "x"'],
    ["C_KNOB", "TARGET.X =?= 1"],
    ["E_ENV", "e"],
  ]);
});

it("a value that HTCondor cannot hold is left out and named, and the others stand", () => {
  const vars = readCondorVars("A S - + N Y +\nB S - + N N +\nC S - + N Y +\nif S - + N Y -\n");
  if (!vars.ok) throw new Error("vars");
  const values = new Map(
    Object.entries({ A: "x$(DOLLAR)", B: "y$(DOLLAR)", C: "z", if: "w" }).map(([name, value]) => [
      name,
      sourced(value, { kind: "set", name }),
    ]),
  );
  const staged = stagedConfiguration({ values, variables: vars.value.variables });
  if (staged.kind !== "ok") throw new Error(staged.name);
  const { attributes, knobs, environment, warnings } = staged.configuration;
  expect(Object.keys(attributes)).toEqual(["C"]);
  expect(knobs).toEqual([]);
  expect(environment.map(({ name }) => name)).toEqual(["C"]);
  expect(warnings.map((one) => one.split(":")[0])).toEqual(["A", "B", "if", "A", "B"]);
});

it("what the plan decides is shown as the line says, and is no knob", () => {
  const vars = readCondorVars(
    "TRUST_DOMAIN S - + N Y @\nSEC_DEFAULT_INTEGRITY C REQUIRED + N N -\nX509_USER_PROXY C - + Y Y @\n",
  );
  if (!vars.ok) throw new Error("vars");
  const values = new Map([["TRUST_DOMAIN", sourced("pool:9618", { kind: "set", name: "TRUST_DOMAIN" })]]);
  const staged = stagedConfiguration({ values, variables: vars.value.variables });
  if (staged.kind !== "ok") throw new Error(staged.name);
  expect(Object.keys(staged.configuration.attributes)).toEqual(["TRUST_DOMAIN"]);
  expect(staged.configuration.knobs).toEqual([]);
  expect(staged.configuration.environment).toMatchObject([{ name: "TRUST_DOMAIN", value: "pool:9618" }]);
});

it("what stands in for a stock script is published as the script publishes it", () => {
  const rule = (value: string): Sourced<string> => sourced(value, { kind: "rule", rule: "decided", inputs: [] });
  const values = new Map([
    ["HAS_SINGULARITY", rule("True")],
    ["GLIDEIN_SiteWMS", rule("Unknown")],
    ["SINGULARITY_PATH", sourced("/vo/apptainer", { kind: "set", name: "SINGULARITY_PATH" })],
  ]);
  const staged = stagedConfiguration({ values, variables: nativeVariables(values) });
  if (staged.kind !== "ok") throw new Error(staged.name);
  const { attributes, environment } = staged.configuration;
  expect(attributes).toMatchObject({
    HAS_SINGULARITY: { type: "boolean", sourced: { value: true } },
    GLIDEIN_SiteWMS: { type: "string", sourced: { value: "Unknown" } },
  });
  expect(environment.map(({ name, value }) => [name, value])).toEqual([["HAS_SINGULARITY", "True"]]);
});

it("a value that is required and not there is named", () => {
  const vars = readCondorVars("A S - + Y Y +\n");
  expect(vars.ok && stagedConfiguration({ values: new Map(), variables: vars.value.variables })).toEqual({
    kind: "missing",
    name: "A",
  });
});
