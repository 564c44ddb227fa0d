import { describe, expect, it } from "vitest";
import type { CredentialReading } from "../../../src/model/facts/credential.ts";
import { readProxyFile as readFile } from "../../../src/parse/credential/proxy-file.ts";
import { certificatePem, ecKey, extension, keyPem, keyUsage, pem, proxyInfo, rsaKey } from "../../rig/certificates.ts";
import { file, keys, proxy, T0, user, userCertificate } from "../../rig/credentials.ts";
import { type Asn1, ctx, integer, octets, oid, prim, seq } from "../../rig/der.ts";

const readProxyFile = (bytes: Uint8Array): CredentialReading => readFile(bytes).reading;

const codesOf = (content: string | Uint8Array): string[] =>
  readProxyFile(typeof content === "string" ? Buffer.from(content, "latin1") : content).problems.map(
    ({ code }) => code,
  );
const leaf = (...extensions: Asn1[]): string => file(proxy({ extensions: [keyUsage(), ...extensions] }));
const good = file(proxy());

describe("files that are no proxy, or hardly one", () => {
  it.each([
    ["nothing", "", ["no-certificate"]],
    ["NULs", "\0".repeat(5000), ["no-certificate"]],
    ["DER", proxy(), ["no-certificate"]],
    ["a token", "eyJhbGciOiJub25lIn0.e30.", ["no-certificate"]],
    ["only a key", keyPem(keys.leaf), ["no-certificate"]],
    ["a certificate cut off", good.slice(0, 500), ["bad-pem", "no-certificate"]],
    ["another label at the end", good.replace("-----END CERTIFICATE", "-----END NOTHING"), ["bad-pem", "key-mismatch"]],
    ["no END of the first block", good.replace("-----END CERTIFICATE-----\n", ""), ["bad-pem", "key-mismatch"]],
    ["an empty block", `-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n${good}`, ["bad-pem"]],
    ["no base64", `-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n${good}`, ["bad-pem"]],
    ["a certificate of garbage", `${certificatePem(Buffer.from("garbage"))}${good}`, ["bad-certificate"]],
    ["bytes after a certificate", file(Buffer.concat([proxy(), Buffer.from([0])])), ["bad-certificate"]],
    ["an indefinite length", certificatePem(Buffer.from("3080".repeat(3000), "hex")) + good, ["bad-certificate"]],
    ["a byte-order mark", `\u{ef}\u{bb}\u{bf}${good}`, []],
    [
      "a key that is garbage",
      good.replace(keyPem(keys.leaf), pem("PRIVATE KEY", Buffer.from("garbage"))),
      ["key-unreadable"],
    ],
    [
      "a key of another kind",
      good.replace(keyPem(keys.leaf), pem("DSA PRIVATE KEY", Buffer.from("x"))),
      ["key-unreadable"],
    ],
    ["two keys", good + keyPem(keys.other), ["several-keys"]],
    [
      "a certificate of somebody else",
      good + certificatePem(proxy({ issuer: ["CN=x"], key: keys.other })),
      ["stray-certificate"],
    ],
    ["only the user's certificate", file(userCertificate(), [], keys.user), ["no-proxy"]],
  ])("with %s", (_what, content, expected) => {
    const found = codesOf(content);
    for (const code of expected) expect(found).toContain(code);
    if (expected.length === 0) expect(found).toEqual([]);
  });

  it("still give the limits of what could be read", () => {
    const read = readProxyFile(Buffer.from(`${certificatePem(Buffer.from("garbage"))}${good}`));
    expect(read.expiresAt).toBe(T0 + 12 * 3600);
    expect(read.problems[0]?.message).toMatch(/^PEM block 1 \(CERTIFICATE, line 1\) is not DER: .* at byte [0-9]+$/u);
  });

  it("with an old encrypted key say so, by its header", () => {
    const encrypted = keyPem(keys.leaf, "pkcs1").replace(
      "-----\n",
      "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n",
    );
    expect(codesOf(good.replace(keyPem(keys.leaf), encrypted))).toEqual(["key-encrypted"]);
  });

  it("stop at 64 of ten thousand certificates", () => {
    expect(codesOf(certificatePem(userCertificate()).repeat(10_000).slice(0, 1_048_576))).toContain("too-many-blocks");
  });

  it("refuse a block of more than 256 KiB", () => {
    expect(codesOf(certificatePem(Buffer.alloc(270_000)))).toEqual(["bad-pem", "no-certificate"]);
  });
});

describe("certificates with faults that OpenSSL does not mind", () => {
  const nested = (depth: number): Asn1 => (depth === 0 ? integer(1) : seq(nested(depth - 1)));
  const info = (...children: Asn1[]): Asn1 => extension("1.3.6.1.5.5.7.1.14", seq(...children), true);
  const inherit = (): Asn1 => seq(oid("1.3.6.1.5.5.7.21.1"));

  it.each([
    ["garbage for proxy information", [extension("1.3.6.1.5.5.7.1.14", prim(12, "garbage"), true)], "pci-malformed"],
    ["proxy information of 60 levels", [extension("1.3.6.1.5.5.7.1.14", nested(60), true)], "pci-malformed"],
    ["no policy", [info(integer(1))], "pci-malformed"],
    ["a negative path length", [info(prim(2, "\xff"), inherit())], "pci-malformed"],
    ["a path length of 2^40", [info(prim(2, "\x01\0\0\0\0\0"), inherit())], "pci-malformed"],
    ["two path lengths", [info(integer(1), inherit(), ctx(1, [integer(2)]))], "pci-malformed"],
    ["something unknown behind the policy", [info(inherit(), octets("x"))], "pci-malformed"],
    ["something behind the path length", [info(inherit(), ctx(1, [integer(2)]), integer(3))], "pci-malformed"],
    ["a policy text of another type", [info(seq(oid("1.2.3"), integer(1)))], "pci-malformed"],
    ["both proxy extensions", [proxyInfo(), proxyInfo({ draft: true })], "duplicate-extension"],
    [
      "an alternative name",
      [proxyInfo(), extension("2.5.29.17", seq(ctx(2, "host.example")))],
      "proxy-alternative-name",
    ],
    ["unreadable basic constraints", [proxyInfo(), extension("2.5.29.19", integer(1))], "bad-certificate"],
  ])("%s", (_what, extensions, code) => {
    expect(codesOf(leaf(...extensions))).toContain(code);
  });

  it("has a legacy name and a proxy extension, and counts as Globus has it", () => {
    const read = readProxyFile(Buffer.from(file(proxy({ subject: [...user, "CN=proxy"] }))));
    expect(read.problems.map(({ code }) => code)).toEqual(["ambiguous-kind"]);
  });

  it.each([
    ["month 13", seq(prim(23, "261123000000Z"), prim(23, "261323000000Z"))],
    ["30 February", seq(prim(23, "261123000000Z"), prim(23, "270230000000Z"))],
    ["a fraction", seq(prim(23, "261123000000Z"), prim(24, "20271123000000.5Z"))],
  ])("an end with %s is no endless certificate", (_what, validity) => {
    expect(codesOf(file(proxy({ validity })))).toContain("end-unreadable");
  });

  it.each([
    ["no zone", seq(prim(23, "261123000000Z"), prim(24, "20271123000000"))],
    ["no seconds", seq(prim(23, "261123000000Z"), prim(23, "2711230000Z"))],
  ])("a date with %s is refused by OpenSSL already", (_what, validity) => {
    expect(codesOf(file(proxy({ validity })))).toContain("bad-certificate");
  });

  it("ends before it begins", () => {
    expect(codesOf(file(proxy({ from: T0 + 100, to: T0 - 100 })))).toContain("dates-reversed");
  });

  it("lasts until 9999", () => {
    expect(readProxyFile(Buffer.from(file(userCertificate({ to: 253_402_300_799 }), [], keys.user))).expiresAt).toBe(
      253_402_300_799,
    );
  });

  it("is issued by a CA, or by somebody who may not sign", () => {
    const noRight = userCertificate({ extensions: [extension("2.5.29.15", prim(3, "\x05\x20"), true)] });
    expect(codesOf(file(proxy(), [noRight]))).toContain("issuer-may-not-sign");
    const asCa = userCertificate({ extensions: [extension("2.5.29.19", seq(prim(1, "\xff")), true)] });
    expect(codesOf(file(proxy(), [asCa]))).toContain("issued-by-ca");
  });

  it("adds two names at once, or one with a NUL in it", () => {
    expect(codesOf(file(proxy({ subject: [...user, "CN=a", "CN=b"] })))).toContain("subject-not-under-issuer");
    const read = readProxyFile(
      Buffer.from(file(proxy({ subject: [...user, "CN=proxy\0x"], extensions: [keyUsage()] }))),
    );
    expect(read.details["form"]).toBe("end-entity");
    expect(read.subject).toBe("/DC=org/DC=lab/OU=People/CN=Ada User/CN=proxy\\x00x");
  });

  it("has a name that looks like two in print, and is not taken for them", () => {
    const read = readProxyFile(Buffer.from(file(proxy({ subject: [...user, "CN=a/CN=b"] }))));
    expect(read.problems).toEqual([]);
  });

  it("is as weak as 1024 bits", () => {
    const pair = rsaKey(1024);
    expect(codesOf(file(proxy({ key: pair }), [userCertificate()], pair))).toContain("weak-key");
  });

  it("never shows the private key or the certificate itself", () => {
    const key = ecKey();
    const text = JSON.stringify(readProxyFile(Buffer.from(file(proxy({ key }), [userCertificate()], key))));
    const secret = key.privateKey.export({ format: "jwk" }).d!;
    expect(text).not.toContain(Buffer.from(secret, "base64url").toString("base64").slice(0, 20));
    expect(text).not.toContain("BEGIN");
  });
});
