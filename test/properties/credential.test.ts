import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CredentialReading } from "../../src/model/facts/credential.ts";
import { readProxyFile as readFile } from "../../src/parse/credential/proxy-file.ts";
import { timeProblems } from "../../src/parse/credential/time-problems.ts";
import { readBearerToken, readTokenFile } from "../../src/parse/credential/token-file.ts";
import { proxyFiles, T0, tokenFiles } from "../rig/credentials.ts";

const readProxyFile = (bytes: Uint8Array): CredentialReading => readFile(bytes).reading;

/** Everything that may be told of a credential, for comparing two readings. */
const told = (text: string | Uint8Array): string => {
  const read = readProxyFile(typeof text === "string" ? Buffer.from(text) : text);
  return JSON.stringify({
    ...read,
    fingerprint: null,
    problems: [],
    findings: [...read.problems, ...timeProblems(read, T0)].map(({ code }) => code),
  });
};
const findings = (text: Uint8Array): number => {
  const read = readProxyFile(text);
  return read.problems.filter(({ severity }) => severity !== "info").length;
};

describe("reading credentials", () => {
  const good = Buffer.from(proxyFiles["32"]!());
  /** From here on stands the user's certificate, whose signature only the CA can show to be broken. */
  const unprovable = good.lastIndexOf("-----BEGIN CERTIFICATE");

  it("finds every flipped bit of a proxy with VOMS attributes, or it has changed nothing that counts", () => {
    const before = told(good);
    fc.assert(
      fc.property(fc.nat(unprovable - 1), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(good);
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        return findings(changed) > 0 || told(changed) === before;
      }),
      { numRuns: 400 },
    );
  });

  it("finds every cut in it", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 30), (length) => findings(good.subarray(0, length)) > 0),
      { numRuns: 100 },
    );
  });

  it("gives the same answer in whatever order the blocks stand", () => {
    const blocks = proxyFiles["11"]!().match(/-----BEGIN[\s\S]*?-----END[^\n]*\n/gu)!;
    const leafSubject = "/DC=org/DC=lab/OU=People/CN=Ada User/CN=77/CN=78";
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: blocks.length }), (shuffled) => {
        const read = readProxyFile(Buffer.from(shuffled.join("some text\n")));
        return read.subject === leafSubject && read.expiresAt === T0 + 12 * 3600;
      }),
      { numRuns: 24 },
    );
  });

  it("finds the leaf of a key among the certificates of all forty", () => {
    const all = ["1", "5", "12", "22", "32"].map((number) => proxyFiles[number]!()).join("");
    const certificates = all.match(/-----BEGIN CERTIFICATE[\s\S]*?-----END[^\n]*\n/gu)!;
    const key = /-----BEGIN PRIVATE KEY[\s\S]*?-----END[^\n]*\n/u.exec(proxyFiles["22"]!())![0];
    fc.assert(
      fc.property(fc.shuffledSubarray([key, ...certificates], { minLength: certificates.length + 1 }), (blocks) => {
        const { problems } = readProxyFile(Buffer.from(blocks.join("")));
        return problems.every(({ code }) => code !== "key-mismatch" && code !== "key-missing");
      }),
      { numRuns: 20 },
    );
  });

  it("is total on arbitrary bytes and on tokens with arbitrary claims", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        for (const read of [readProxyFile(bytes), ...readTokenFile(bytes), readBearerToken(bytes)])
          expect(read.limits.every(({ at }) => Number.isFinite(at))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 2 }),
        fc.jsonValue({ maxDepth: 2 }),
        fc.jsonValue({ maxDepth: 1 }),
        (extra, exp, scope) => {
          const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
          const read = readBearerToken(Buffer.from(`${part({ alg: "ES256" })}.${part({ ...extra, exp, scope })}.c2ln`));
          // JSON has no negative zero.
          const ends = typeof exp === "number" ? [Math.min(exp, 253_402_300_799) + 0] : [];
          expect(read.limits.map(({ at }) => at)).toEqual(ends);
          expect(read.problems.some(({ code }) => code === "end-unreadable")).toBe(typeof exp !== "number");
        },
      ),
    );
  });

  it("finds every cut in a token", () => {
    const text = tokenFiles["39"]!().trim();
    fc.assert(
      fc.property(
        fc.nat(text.length - 44),
        (length) => readBearerToken(Buffer.from(text.slice(0, length))).problems.length > 0,
      ),
    );
  });
});
