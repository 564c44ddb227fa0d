import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readPem } from "../../../src/parse/credential/pem.ts";
import { readPrivateKey } from "../../../src/parse/credential/private-key.ts";
import { readProxyFile } from "../../../src/parse/credential/proxy-file.ts";
import { certificate, certificatePem, keyPem } from "../../rig/certificates.ts";
import { file, keys, proxy, T0, user, userCertificate } from "../../rig/credentials.ts";

const keyOf = (text: string): ReturnType<typeof readPrivateKey> => readPrivateKey(readPem(Buffer.from(text)).blocks);

describe("private keys", () => {
  it.each([
    ["PKCS#8, RSA", keyPem(keys.leaf), keys.leaf],
    ["PKCS#1", keyPem(keys.leaf, "pkcs1"), keys.leaf],
    ["PKCS#8, elliptic curve", keyPem(keys.child), keys.child],
    ["SEC1", keyPem(keys.child, "sec1"), keys.child],
  ])("are read in %s", (_what, text, pair) => {
    expect(keyOf(text).publicKey?.equals(pair.publicKey)).toBe(true);
  });

  it("are of any kind that OpenSSL knows", () => {
    const pair = generateKeyPairSync("ed25519");
    const { reading } = readProxyFile(Buffer.from(file(proxy({ key: pair }), [userCertificate()], pair)));
    expect(reading.problems).toEqual([]);
    expect(reading.details["key"]).toEqual({ type: "ed25519", bits: null, curve: null });
  });

  it("larger than any real one are not opened", () => {
    const large = `-----BEGIN PRIVATE KEY-----\n${Buffer.alloc(20_000).toString("base64")}\n-----END PRIVATE KEY-----\n`;
    expect(keyOf(large)).toMatchObject({ publicKey: null, problems: [{ code: "key-unreadable" }] });
  });
});

describe("the leaf", () => {
  it("is the one that issued no other, when two certificates have the key", () => {
    const renewed = userCertificate({ key: keys.leaf });
    expect(readProxyFile(Buffer.from(file(renewed, [proxy()]))).reading.subject).toBeDefined();
    const { reading } = readProxyFile(
      Buffer.from(certificatePem(userCertificate({ key: keys.user })) + file(proxy({ key: keys.user }), [], keys.user)),
    );
    expect(reading.details["form"]).toBe("rfc3820");
  });

  it("is found in a ring of certificates that issued one another", () => {
    const ring = [
      certificate({
        subject: [...user, "CN=1"],
        issuer: [...user, "CN=2"],
        from: T0,
        to: T0 + 60,
        key: keys.leaf,
        signer: keys.other,
      }),
      certificate({
        subject: [...user, "CN=2"],
        issuer: [...user, "CN=1"],
        from: T0,
        to: T0 + 90,
        key: keys.other,
        signer: keys.leaf,
      }),
    ];
    const { reading } = readProxyFile(Buffer.from(ring.map(certificatePem).join("") + keyPem(keys.leaf)));
    expect(reading).toMatchObject({ expiresAt: T0 + 60, limits: [{ at: T0 + 60 }, { at: T0 + 90 }] });
  });

  it("may have signed itself, and is found out if it has not", () => {
    const self = (signer: typeof keys.leaf): string[] =>
      readProxyFile(
        Buffer.from(file(userCertificate({ subject: ["CN=a"], issuer: ["CN=a"], key: keys.leaf, signer }), [])),
      ).reading.problems.map(({ code }) => code);
    expect(self(keys.leaf)).toEqual(["no-proxy"]);
    expect(self(keys.other)).toContain("bad-signature");
  });
});
