import { createHash, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readManifest } from "../../../src/parse/manifest/manifest.ts";
import { publicText, readTrust, signManifest, verifyManifest } from "../../../src/parse/manifest/signed-manifest.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const trust = readTrust(publicText(publicKey))!;
const manifest = {
  schema: "glidein.manifest/1",
  name: "pool",
  serial: 7,
  issuedAt: 1000,
  expiresAt: 2000,
  settings: { GLIDEIN_Collector: "cm" },
  condor: [{ file: "condor.tgz", sha256: "a".repeat(64), bytes: 5, architecture: "x86_64", systems: ["rhel9"] }],
  steps: [{ file: "check", sha256: "b".repeat(64), bytes: 3, limit: 60, when: { setting: "X", is: "1" } }],
  runtimes: [{ file: "node-24.0.0-linux-x64-0123456789ab.gz", sha256: "c".repeat(64), bytes: 4 }],
};
const signed = signManifest(JSON.stringify(manifest), privateKey);
const believe = (bytes: string | Uint8Array, more: { trust?: typeof trust; now?: number; seen?: number | null } = {}) =>
  verifyManifest(Buffer.from(bytes as Uint8Array), {
    shown: "m",
    trust: more.trust ?? trust,
    now: more.now ?? 1500,
    seen: () => more.seen ?? null,
  });

describe("a signed manifest", () => {
  it("is believed by its key, and by its digest", () => {
    expect(believe(signed)).toMatchObject({
      ok: true,
      value: { manifest: { name: "pool", serial: 7, settings: { GLIDEIN_Collector: "cm" } }, warnings: [] },
    });
    const digest = readTrust(`sha256=${createHash("sha256").update(signed).digest("hex")}`)!;
    expect(believe(signed, { trust: digest }).ok).toBe(true);
    expect(believe(`${signed} `, { trust: digest })).toMatchObject({ ok: false, error: { code: "DIGEST_MISMATCH" } });
  });

  it("is refused with any bit of any byte changed in what is signed", () => {
    const bytes = Buffer.from(signed);
    const from = signed.indexOf('"payload"') + 12;
    for (let at = from; at < bytes.length - 10; at += 3) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const read = believe(changed);
      // White space and the names around the signature are not signed and mean nothing.
      if (read.ok)
        expect(read.value.manifest).toEqual(
          believe(signed).ok ? (believe(signed) as { value: { manifest: unknown } }).value.manifest : null,
        );
    }
  });

  it.each([
    ["truncated", signed.slice(0, -30)],
    ["a login page", "<html>please log in</html>"],
    ["empty", ""],
    ["of another key", signManifest(JSON.stringify(manifest), generateKeyPairSync("ed25519").privateKey)],
    [
      "without a signature",
      JSON.stringify({ schema: "glidein.signed-manifest/1", payload: JSON.stringify(manifest), signatures: [] }),
    ],
    ["with another payload", signed.replace("pool", "evil")],
  ])("%s is not believed", (_name, text) => {
    expect(believe(text)).toMatchObject({ ok: false, error: { code: "SIGNATURE_INVALID" } });
  });

  it("has a time and an order", () => {
    expect(believe(signed, { now: 2001 })).toMatchObject({ ok: false, error: { code: "SIGNATURE_INVALID" } });
    expect(believe(signed, { seen: 8 })).toMatchObject({
      ok: false,
      error: { problem: expect.stringContaining("older") as string },
    });
    expect(believe(signed, { seen: 7 }).ok).toBe(true);
    expect(believe(signed, { now: 100 })).toMatchObject({
      ok: true,
      value: { warnings: [expect.stringContaining("future")] },
    });
  });
});

test.each([
  [{ schema: "x" }, "manifest.schema"],
  [{ serial: -1 }, "manifest.serial"],
  [{ serial: 1.5 }, "manifest.serial"],
  [{ expiresAt: 999 }, "manifest.expiresAt"],
  [{ settings: { "a b": "c" } }, "manifest.settings"],
  [{ settings: { A: "x\ny" } }, "manifest.settings.A"],
  [{ condor: [{ ...manifest.condor[0], file: "../x" }] }, "manifest.condor[0].file"],
  [{ condor: [{ ...manifest.condor[0], sha256: "A".repeat(64) }] }, "manifest.condor[0].sha256"],
  [{ steps: [{ ...manifest.steps[0], limit: 0 }] }, "manifest.steps[0].limit"],
  [{ steps: {} }, "manifest.steps"],
])("%j is refused at its place", (change, where) => {
  expect(readManifest(JSON.stringify({ ...manifest, ...change }))).toMatchObject({ ok: false, error: { where } });
});

test("keys are 32 bytes of base64url, nothing else", () => {
  expect(readTrust("x")).toBeNull();
  expect(readTrust(`${publicText(publicKey)}\n`)?.kind).toBe("key");
  expect(readTrust("sha256=12")).toBeNull();
});

test("any bytes have an answer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(believe(bytes).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      expect(readManifest(text).ok).toBe(false);
    }),
  );
});
