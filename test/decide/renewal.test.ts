import { describe, expect, it } from "vitest";
import { judgeRenewal } from "../../src/decide/renewal.ts";
import type { CredentialFact, CredentialReading } from "../../src/model/facts/credential.ts";
import { readProxyFile as readFile } from "../../src/parse/credential/proxy-file.ts";
import { timeProblems } from "../../src/parse/credential/time-problems.ts";
import { readTokenFile } from "../../src/parse/credential/token-file.ts";
import { keyUsage, proxyInfo, vomsExtension } from "../rig/certificates.ts";
import { file, keys, proxy, T0, userCertificate, voms } from "../rig/credentials.ts";
import { now } from "../rig/lifetime-input.ts";
import { idtoken, wlcgToken } from "../rig/tokens.ts";

const readProxyFile = (bytes: Uint8Array): CredentialReading => readFile(bytes).reading;

const place = { path: "/creds/x", from: "a test", standing: "given" } as const;
const fact = (reading: Omit<CredentialFact, "path" | "from" | "standing">): CredentialFact => ({
  ...reading,
  ...place,
  problems: [...reading.problems, ...timeProblems(reading, T0)],
});
const proxyFact = (text: string): CredentialFact => fact(readProxyFile(Buffer.from(text)));
const tokenFact = (text: string): CredentialFact => fact(readTokenFile(Buffer.from(text))[0]!);
const judged = (old: CredentialFact, fresh: CredentialFact, at = T0): string => {
  const verdict = judgeRenewal(old, fresh, at);
  return verdict.decision === "refuse" ? verdict.code : verdict.decision;
};
const longer = (extra = {}): Buffer => proxy({ serial: 78, to: T0 + 20 * 3600, ...extra });

describe("a new proxy in the place of one", () => {
  const text = file(proxy());
  const old = proxyFact(text);

  it.each([
    ["the same again", text, "unchanged"],
    ["a longer one", file(longer()), "accept"],
    ["one with the same end", file(longer({ to: T0 + 12 * 3600 })), "accept"],
    ["one that ends earlier", file(longer({ to: T0 + 3600 })), "ends-earlier"],
    ["one whose user certificate ends earlier", file(longer(), [userCertificate({ to: T0 + 3600 })]), "ends-earlier"],
    ["one that has ended", file(longer({ to: T0 - 10 })), "expired"],
    ["one of the future", file(longer({ from: T0 + 100 })), "not-yet-valid"],
    ["half a file", file(longer()).slice(0, 1500), "defect"],
    ["nothing", "", "unreadable"],
    ["another key", file(longer(), [userCertificate()], keys.other), "defect"],
    ["the old one with another key", file(proxy(), [userCertificate()], keys.other), "defect"],
    [
      "somebody else's",
      file(longer({ issuer: ["CN=Eve"] }), [userCertificate({ subject: ["CN=Eve"] })]),
      "other-identity",
    ],
  ])("is %s", (_what, fresh, verdict) => {
    expect(judged(old, proxyFact(fresh))).toBe(verdict);
  });

  it("must keep the rights in the VO", () => {
    const withVoms = (fqans: readonly string[], serial: number): CredentialFact =>
      proxyFact(
        file(
          longer({ serial, extensions: [keyUsage(), proxyInfo(), vomsExtension(voms({ fqans, to: T0 + 5 * 3600 }))] }),
        ),
      );
    const pilot = withVoms(["/testvo/Role=pilot", "/testvo"], 80);
    expect(judged(pilot, proxyFact(file(longer())))).toBe("rights-lost");
    expect(judged(pilot, withVoms(["/testvo"], 81))).toBe("rights-lost");
    expect(judged(pilot, withVoms(["/testvo", "/testvo/Role=pilot"], 82))).toBe("accept");
  });

  it("may be as defective as the old one was, and may be shorter when the old one has ended", () => {
    const unordered = (leaf: Buffer): CredentialFact => proxyFact(file(leaf, []));
    expect(judged(unordered(proxy()), unordered(longer()))).toBe("accept");
    expect(judged(proxyFact(file(proxy({ to: T0 - 5 }))), proxyFact(file(longer({ to: T0 + 60 }))))).toBe("accept");
  });
});

describe("a new token in the place of one", () => {
  const old = tokenFact(idtoken({ exp: now + 3600 }));

  it.each([
    ["a longer one", idtoken({ exp: now + 7200 }), "accept"],
    ["one without an end", idtoken(), "accept"],
    ["somebody else's", idtoken({ exp: now + 7200, sub: "eve@lab.example" }), "other-identity"],
    ["one of another pool", idtoken({ exp: now + 7200, iss: "other.example" }), "other-identity"],
    ["one with fewer rights", idtoken({ exp: now + 7200, scope: "condor:/READ" }), "rights-lost"],
    ["one with all rights", idtoken({ exp: now + 7200, scope: undefined }), "accept"],
    ["a SciToken", wlcgToken({ exp: now + 7200 }), "other-kind"],
    ["the empty file of a writer that has just begun", "", "unreadable"],
  ])("is %s", (_what, text, verdict) => {
    expect(judged(old, tokenFact(text))).toBe(verdict);
  });

  it("is not taken for one that never ends", () => {
    const verdict = judgeRenewal(tokenFact(idtoken()), old, T0);
    expect(verdict).toMatchObject({
      code: "ends-earlier",
      reason: "it ends at 2026-11-23T01:00:00Z, and the old one never",
    });
  });
});
