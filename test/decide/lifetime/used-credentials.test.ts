import { describe, expect, it } from "vitest";
import { usedCredentials } from "../../../src/decide/lifetime/used-credentials.ts";
import type { CredentialFact } from "../../../src/model/facts/credential.ts";
import { now, proxyWith, tokenWith } from "../../rig/lifetime-input.ts";

const used = (...credentials: CredentialFact[]): string[] =>
  usedCredentials(credentials, now, 1390).flatMap((use) => (use.used ? [use.credential.path] : []));
const expired = { problems: [{ code: "expired", severity: "error", message: "", fix: "" }] } as const;
const given = tokenWith(50_000, { path: "given token" });
const stray = proxyWith(-5, null, { ...expired, path: "stray proxy", standing: "ambient" });
const bearer = (left: number): CredentialFact =>
  tokenWith(left, { kind: "scitoken", path: "bearer", standing: "ambient", issuer: "https://iss" });
const own = tokenWith(50_000, { path: "own token", standing: "ambient" });
const job = tokenWith(50_000, { path: "job token", kind: "scitoken", standing: "job" });

describe("credentials that count", () => {
  it("are all that are given, also one that has ended", () => {
    expect(used(given, proxyWith(-5, null, expired))).toEqual(["given token", "/creds/proxy"]);
  });

  it("are not those that lie about when a token is given", () => {
    expect(used(given, stray, bearer(600), own, job)).toEqual(["given token"]);
  });

  it("are, when nothing is given, the first kind in HTCondor's order that lasts", () => {
    expect(used(own, bearer(50_000), stray, job)).toEqual(["own token"]);
    expect(used({ ...own, ...expired }, bearer(50_000), stray)).toEqual(["bearer"]);
    expect(used(bearer(60), proxyWith(50_000, null, { standing: "ambient" }))).toEqual(["/creds/proxy"]);
  });

  it("are the best that there is, when nothing lasts", () => {
    expect(used(stray)).toEqual(["stray proxy"]);
    expect(used(bearer(60), stray)).toEqual(["bearer"]);
    expect(used(job)).toEqual(["job token"]);
    expect(used()).toEqual([]);
  });

  it("are a given proxy and beside it a token that was found and lasts, but no other proxy", () => {
    const proxy = proxyWith(50_000, null, { path: "given proxy" });
    expect(used(proxy, bearer(50_000), stray)).toEqual(["given proxy", "bearer"]);
    expect(used(proxy, bearer(60))).toEqual(["given proxy"]);
    expect(used(proxy, stray, job)).toEqual(["given proxy"]);
  });
});

describe("of several tokens that are given", () => {
  const a = tokenWith(60, { path: "a" });
  const b = tokenWith(50_000, { path: "b" });

  it("those that end too soon are set aside while another of their issuer and key lasts", () => {
    expect(used(a, b)).toEqual(["b"]);
    expect(used(tokenWith(-60, { path: "a", ...expired }), b)).toEqual(["b"]);
  });

  it("those that last all count", () => {
    expect(used(b, tokenWith(9000, { path: "c" }))).toEqual(["b", "c"]);
  });

  it("one for another trust domain or key is no substitute", () => {
    expect(used(a, { ...b, issuer: "other.example" })).toEqual(["a", "b"]);
    expect(used(a, { ...b, details: { keyId: "other" } })).toEqual(["a", "b"]);
  });

  it("a file that is no token at all is set aside", () => {
    expect(used(tokenWith(null, { path: "junk", fingerprint: null }), b)).toEqual(["b"]);
    expect(used(tokenWith(null, { path: "junk", fingerprint: null }))).toEqual(["junk"]);
  });
});
