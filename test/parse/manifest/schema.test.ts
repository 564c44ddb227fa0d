import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readManifest } from "../../../src/parse/manifest/manifest.ts";
import { signManifest } from "../../../src/parse/manifest/signed-manifest.ts";
import { fits } from "./json-schema.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../../docs/manifest.schema.json"), "utf8"));
const manifestSchema = schema.$defs.manifest;

const good = {
  schema: "glidein.manifest/1",
  name: "pool",
  serial: 7,
  issuedAt: 1000,
  expiresAt: 2000,
  settings: { GLIDEIN_Collector: "cm", "Slot.x": "it's 5 % of $(A)" },
  condor: [
    { file: "condor.tgz", sha256: "a".repeat(64), bytes: 5, architecture: "x86_64", systems: ["rhel9"] },
    { file: "other.tgz", sha256: "c".repeat(64), bytes: 0, architecture: "aarch64" },
  ],
  steps: [
    { file: "check", sha256: "b".repeat(64), bytes: 3, limit: 60, when: { setting: "X", is: "" } },
    { file: "again", sha256: "b".repeat(64), bytes: 3, limit: 86_400, when: null },
  ],
  runtimes: [{ file: "node.gz", sha256: "d".repeat(64), bytes: 9 }],
};

test("a manifest and its signed form fit the published schema", () => {
  expect(fits(good, manifestSchema)).toBe(true);
  const signed = JSON.parse(signManifest(JSON.stringify(good), generateKeyPairSync("ed25519").privateKey));
  expect(fits(signed, schema)).toBe(true);
  expect(fits({ ...signed, schema: "glidein.signed-manifest/2" }, schema)).toBe(false);
});

/** Every place of the manifest, as a path. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => placesOf(one, [...path, key]))];
}

function withChange(value: unknown, [key, ...rest]: readonly (string | number)[], change: unknown): unknown {
  if (key === undefined) return change;
  if (Array.isArray(value)) return value.with(Number(key), withChange(value[Number(key)], rest, change));
  const object = value as Readonly<Record<string, unknown>>;
  const { [key]: old, ...others } = object;
  return rest.length === 0 && change === undefined ? others : { ...object, [key]: withChange(old, rest, change) };
}

const values = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    "",
    ".",
    "..",
    "a/b",
    "a b",
    "x\n",
    "é",
    -1,
    0,
    1.5,
    2 ** 53,
    253_402_300_800,
    [],
    {},
  ),
  fc.constantFrom(
    "A".repeat(64),
    "a".repeat(64),
    "n".repeat(201),
    true,
    [null],
    { "": "x" },
    { A: "b\u0001" },
    { A: 1 },
  ),
  fc.string({ maxLength: 5 }),
  fc.integer(),
);

test("whatever is changed in a manifest, the schema and the reader say the same of it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...placesOf(good)), values, (path, change) => {
      const changed = withChange(good, path, change);
      if (path.length === 1 && (path[0] === "issuedAt" || path[0] === "expiresAt")) {
        // That one is not after the other is beyond a schema.
        const { issuedAt, expiresAt } = changed as { issuedAt: unknown; expiresAt: unknown };
        fc.pre(!(typeof issuedAt === "number" && typeof expiresAt === "number" && issuedAt > expiresAt));
      }
      fc.pre(changed !== undefined);
      expect(fits(changed, manifestSchema)).toBe(readManifest(JSON.stringify(changed)).ok);
    }),
    { numRuns: 3000 },
  );
});
