import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { publicText } from "../../src/parse/manifest/signed-manifest.ts";
import { trustOf } from "../../src/run/stage-trust.ts";
import { fifoThatAnswers } from "../rig/fifo.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-trust-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const key = publicText(generateKeyPairSync("ed25519").publicKey);

it("a key is believed as it is and in a file, and a digest", () => {
  writeFileSync(join(directory, "pool.pub"), `${key}\n`);
  for (const text of [key, join(directory, "pool.pub"), `sha256=${"0".repeat(64)}`])
    expect(trustOf(text).ok, text).toBe(true);
  expect(trustOf(key)).toEqual(trustOf(join(directory, "pool.pub")));
});

it("what is no key, and what never ends, is refused with what to give instead", ({ onTestFinished }) => {
  onTestFinished(fifoThatAnswers(join(directory, "fifo"), key));
  for (const text of ["", "nonsense", "/nowhere/pool.pub", "/dev/zero", join(directory, "fifo"), directory])
    expect(trustOf(text), text).toMatchObject({
      ok: false,
      error: { code: "SETTING_INVALID", fix: expect.stringContaining("glidein stage keygen") },
    });
});
