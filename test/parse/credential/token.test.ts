import { describe, expect, it } from "vitest";
import type { CredentialReading } from "../../../src/model/facts/credential.ts";
import { timeProblems } from "../../../src/parse/credential/time-problems.ts";
import { readBearerToken, readTokenFile } from "../../../src/parse/credential/token-file.ts";
import { T0, tokenFiles } from "../../rig/credentials.ts";
import { idtoken, token, tokenOfText, wlcgToken } from "../../rig/tokens.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const bearer = (text: string): CredentialReading => readBearerToken(bytes(text));
const codes = (read: CredentialReading, now = T0): string[] =>
  [...read.problems, ...timeProblems(read, now)].map(({ code }) => code).sort();
const only = (text: string): CredentialReading => {
  const [first, ...others] = readTokenFile(bytes(text));
  expect(others).toEqual([]);
  return first!;
};

describe("token files of HTCondor", () => {
  it("give each token of number 37 with its line, and pass over junk", () => {
    const [a, b, ...others] = readTokenFile(bytes(tokenFiles["37"]!()));
    expect(others).toEqual([]);
    expect(a).toMatchObject({ kind: "idtoken", subject: "a@lab.example", issuer: "lab.example", expiresAt: T0 + 600 });
    expect(a!.details).toMatchObject({ keyId: "POOL", trustDomain: "lab.example", line: 3 });
    expect(codes(a!)).toEqual(["junk-line"]);
    expect(b).toMatchObject({ subject: "b@lab.example", expiresAt: null, limits: [], details: { line: 4 } });
    expect(codes(b!)).toEqual(["no-expiry"]);
  });

  it.each([
    ["38", ["no-expiry"]],
    ["38b", ["alg-none", "no-expiry"]],
  ])("find in number %s what is wrong", (number, expected) => {
    expect(codes(only(tokenFiles[number]!()))).toEqual(expected);
  });

  it.each([
    ["nothing", "", "the file is empty"],
    ["comments only", "# none\n\n", "there is no token in the file"],
    [
      "a proxy",
      "-----BEGIN CERTIFICATE-----\n",
      "there are certificates and no token in the file; a proxy is given with X509_USER_PROXY",
    ],
  ])("with %s hold no token", (_what, content, message) => {
    expect(only(content).problems[0]).toMatchObject({ code: "no-token", severity: "error", message });
  });

  it("drop a line with trailing words or padding, as HTCondor does", () => {
    expect(codes(only(`${idtoken()} word\n${idtoken({ exp: T0 + 5 })}=\n${idtoken({ sub: "me" })}\r\n`))).toEqual([
      "junk-line",
      "junk-line",
      "no-expiry",
    ]);
  });

  it("stop at 64 tokens", () => {
    const readings = readTokenFile(bytes(`${idtoken()}\n`.repeat(65)));
    expect(readings).toHaveLength(64);
    expect(codes(readings[0]!)).toContain("too-many-tokens");
  });

  it("name a line that is too long", () => {
    expect(codes(only(idtoken({ padding: "x".repeat(20_000) })))).toEqual(["no-token", "too-large"]);
  });

  it("take a SciToken for what it is, and the JSON of a credential monitor", () => {
    expect(only(wlcgToken({ exp: T0 + 60 })).kind).toBe("scitoken");
    expect(only(JSON.stringify({ access_token: wlcgToken({ exp: T0 + 60 }), expires_in: 5 }))).toMatchObject({
      kind: "scitoken",
      expiresAt: T0 + 60,
    });
  });

  it("warn of a token that cannot advertise a slot, names nobody or no key", () => {
    expect(codes(only(idtoken({ exp: T0 + 60, scope: "condor:/READ condor:/WRITE" })))).toEqual(["scope-too-narrow"]);
    expect(codes(only(token({ exp: T0 + 60 }, { alg: "HS256" })))).toEqual([
      "claim-missing",
      "claim-missing",
      "claim-missing",
    ]);
    expect(codes(only(idtoken({ exp: T0 + 60, scope: undefined })))).toEqual([]);
  });
});

describe("bearer tokens", () => {
  it("give the facts of number 39", () => {
    const read = bearer(tokenFiles["39"]!());
    expect(read).toMatchObject({
      kind: "scitoken",
      subject: "alice",
      issuer: "https://iss.example",
      expiresAt: T0 + 3600,
      notBefore: T0 - 60,
      limits: [{ what: "`exp`", at: T0 + 3600, part: "token" }],
    });
    expect(read.details).toMatchObject({
      profile: "wlcg",
      audience: ["https://wlcg.cern.ch/jwt/v1/any"],
      scopes: ["compute.create", "storage.read:/"],
      groups: ["/wlcg", "/wlcg/pilots"],
    });
    expect(codes(read)).toEqual([]);
  });

  it.each([
    ["39b", 3600.5, ["exp-not-integer"]],
    ["39c", 3600, ["not-yet-valid"]],
    ["39d", null, ["end-unreadable"]],
    ["40", null, ["exp-missing"]],
    ["40b", 3600, ["duplicate-claim"]],
    ["40c", null, ["too-large"]],
  ])("of number %s", (number, end, expected) => {
    const read = bearer(tokenFiles[number]!());
    expect(read.expiresAt).toBe(end === null ? null : T0 + end);
    expect(codes(read)).toEqual(expected);
  });

  it("tell a wrong clock (under 300 s) from a token of the future", () => {
    const severities = [30, 301].map(
      (ahead) => timeProblems(bearer(wlcgToken({ exp: T0 + 9999, nbf: T0 + ahead })), T0)[0]?.severity,
    );
    expect(severities).toEqual(["warning", "error"]);
  });

  it.each([
    ["exp in the year 275000", { exp: 8_640_000_000_000 }, 253_402_300_799, ["exp-too-far"]],
    ["a negative exp", { exp: -5 }, -5, ["expired"]],
    ["exp null", { exp: null }, null, ["end-unreadable"]],
    ["exp as a list", { exp: [T0] }, null, ["end-unreadable"]],
    ["iat as text", { exp: T0 + 60, iat: "now" }, T0 + 60, ["malformed-claim"]],
    ["no issuer", { exp: T0 + 60, iss: "" }, T0 + 60, ["claim-missing"]],
  ])("with %s", (_what, claims, end, expected) => {
    const read = bearer(wlcgToken(claims));
    expect(read.expiresAt).toBe(end);
    expect(codes(read)).toEqual(expected);
  });

  it("with an exp beyond all numbers have no readable end", () => {
    expect(codes(bearer(tokenOfText('{"alg":"ES256"}', '{"iss":"https://x","exp":1e999}')))).toEqual([
      "end-unreadable",
    ]);
  });

  it.each([
    ["one part", "abc", "has 1 parts between dots, not three"],
    ["two parts", "abc.def", "has 2 parts between dots, not three"],
    ["five parts", "a.b.c.d.e", "is encrypted (JWE), which no daemon here can open"],
    ["an empty header", ".e30.x", "has a header that is not base64url"],
    ["padding", "e30=.e30.x", "has a header that is not base64url"],
    ["a line break inside", "e30.e3\n0.x", "has a payload that is not base64url"],
    ["a list", `${Buffer.from("[]").toString("base64url")}.e30.x`, "has a header that is no JSON object"],
    ["broken JSON", `e30.${Buffer.from('{"secret"').toString("base64url")}.x`, "has a payload that is not JSON"],
    [
      "invalid UTF-8",
      `e30.${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.x`,
      "has a payload that is not JSON",
    ],
    ["a signature of dashes only in part", "e30.e30.x!", "has a signature that is not base64url"],
  ])("of %s are malformed", (_what, text, message) => {
    expect(bearer(text).problems).toMatchObject([{ code: "malformed", message: `the token ${message}` }]);
  });

  it("without a signature are malformed unless they say so", () => {
    expect(codes(bearer(wlcgToken({ exp: T0 + 60 }).replace(/[^.]*$/u, "")))).toEqual(["malformed"]);
  });

  it("are trimmed of ASCII white space, and of nothing else", () => {
    expect(bearer(` \t\r\n${wlcgToken({ exp: T0 + 60 })}\r\n`).expiresAt).toBe(T0 + 60);
    expect(codes(bearer("\u{a0}"))).toEqual(["malformed"]);
    expect(codes(bearer(" \n"))).toEqual(["no-token"]);
  });

  it.each(['{"access_token":5}', '{"token":"x"}', "{", `{"access_token":"${"x".repeat(70_000)}"}`])(
    "of a credential monitor without a token are malformed: %#",
    (json) => {
      expect(codes(bearer(json))).toEqual(["malformed"]);
    },
  );

  it("never show the signature, which is the secret of an IDTOKEN", () => {
    const text = idtoken({ exp: T0 + 60 });
    expect(JSON.stringify(readTokenFile(bytes(text)))).not.toContain(text.split(".")[2]);
  });
});

describe("claims that are written twice", () => {
  it.each([
    ['{"exp":1,"exp":2}', ["exp"]],
    ['{"exp":1,"e\\u0078p":2}', ["exp"]],
    ['{"a":{"x":1},"b":{"x":1},"c":["x","x"]}', []],
    ['{"a":{"x":1,"x":2}}', ["x"]],
    ['{"__proto__":1,"__proto__":2}', ["__proto__"]],
    [`{"x":1${" ".repeat(200)},"x"${" ".repeat(200)}:2}`, ["x"]],
    ['{"x":"x\\":","y":"x"}', []],
  ])("in %s", async (json, expected) => {
    const { repeatedKeys } = await import("../../../src/parse/credential/repeated-keys.ts");
    expect(repeatedKeys(json)).toEqual(expected);
  });
});
