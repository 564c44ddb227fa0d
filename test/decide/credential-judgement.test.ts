import { describe, expect, it } from "vitest";
import { judgeCredentials } from "../../src/decide/credential-judgement.ts";
import type { CredentialUse } from "../../src/decide/lifetime/used-credentials.ts";
import type { CredentialFact, CredentialProblem } from "../../src/model/facts/credential.ts";
import { proxyWith, tokenWith } from "../rig/lifetime-input.ts";

const fault = (code: string, severity: CredentialProblem["severity"] = "error"): Partial<CredentialFact> => ({
  problems: [{ code, severity, message: `there is ${code}`, fix: "do something" }],
});
const used = (...credentials: CredentialFact[]): CredentialUse[] =>
  credentials.map((credential) => ({ credential, used: true, reason: "" }));

describe("faults of credentials in use", () => {
  it.each([
    ["alg-none", "CREDENTIAL_INVALID"],
    ["not-yet-valid", "CREDENTIAL_INVALID"],
    ["missing", "CREDENTIAL_MISSING"],
    ["no-file", "CREDENTIAL_MISSING"],
    ["unreadable", "CREDENTIAL_UNREADABLE"],
  ])("of the only token refuse: %s", (code, expected) => {
    expect(judgeCredentials(used(tokenWith(5000, fault(code)))).refusal).toEqual({
      code: expected,
      subject: "idtoken /creds/pool.token",
      problem: `there is ${code}`,
      fix: "do something",
      detail: "GLIDEIN_Token (option --token)",
    });
  });

  it("of a proxy refuse when there is no token, and are a warning beside one", () => {
    const proxy = proxyWith(5000, null, fault("key-mismatch"));
    expect(judgeCredentials(used(proxy)).refusal).toMatchObject({
      code: "CREDENTIAL_INVALID",
      subject: "x509-proxy /creds/proxy",
    });
    const beside = judgeCredentials(used(proxy, tokenWith(null)));
    expect(beside.refusal).toBeNull();
    expect(beside.findings).toEqual([
      {
        severity: "warning",
        message: "x509-proxy /creds/proxy: there is key-mismatch",
        evidence: "X509_USER_PROXY (environment X509_USER_PROXY)",
        fix: "do something",
      },
    ]);
  });

  it("of one token do not refuse while another is sound", () => {
    expect(judgeCredentials(used(tokenWith(5000, fault("alg-none")), tokenWith(6000))).refusal).toBeNull();
  });

  it("that the lifetime judges, or that cost only the rights in a VO, do not refuse", () => {
    for (const code of ["expired", "voms-expired", "end-unreadable", "voms-malformed"])
      expect(judgeCredentials(used(proxyWith(5000, null, fault(code)))).refusal).toBeNull();
    expect(judgeCredentials(used(proxyWith(5000, null, fault("expired")))).findings).toEqual([]);
  });

  it("below an error keep their severity, and those of unused credentials are not told", () => {
    expect(judgeCredentials(used(tokenWith(null, fault("no-expiry", "info")))).findings).toMatchObject([
      { severity: "info" },
    ]);
    const unused = used(tokenWith(null, fault("alg-none"))).map((use) => ({ ...use, used: false }));
    expect(judgeCredentials(unused)).toEqual({ refusal: null, findings: [] });
    expect(judgeCredentials([])).toEqual({ refusal: null, findings: [] });
  });
});
