import { describe, expect, it } from "vitest";
import { decideLifetime, type LifetimeDecision } from "../../../src/decide/lifetime/lifetime.ts";
import { lifetimeInput, now, proxyWith, tokenWith } from "../../rig/lifetime-input.ts";

/** Relative to now. */
const times = ({ lifetime: { retireAt, dieAt, endAt, jobMaxSeconds, winner } }: LifetimeDecision): object => ({
  retire: retireAt - now,
  die: dieAt - now,
  end: endAt === null ? null : endAt - now,
  job: jobMaxSeconds,
  winner,
});
const entry = "entry:GLIDEIN_Max_Walltime";

describe("a credential that ends too soon", () => {
  it("is refused with its name, its end and what would have been needed", () => {
    const { refusal } = decideLifetime(lifetimeInput({}, { credentials: [proxyWith(43_200, 1389)] }));
    expect(refusal).toEqual({
      code: "CREDENTIAL_TOO_SHORT",
      subject: "x509-proxy /creds/proxy (VOMS attribute certificate of cms)",
      problem: "ends at 2026-11-23T00:23:09Z, in 1389 s; a glidein needs it until 2026-11-23T00:23:10Z at least",
      expected: "1390 s from now: 600 s for jobs, 120 s to shut down, 370 s between updates, 300 s of margin",
      fix: "Renew the credential, or send a longer one with the glidein.",
    });
    expect(decideLifetime(lifetimeInput({}, { credentials: [proxyWith(43_200, 1390)] })).refusal).toBeNull();
  });

  it("is told to have ended when it has, and the numbers are given all the same", () => {
    const decision = decideLifetime(
      lifetimeInput({ GLIDEIN_Max_Walltime: 86_400 }, { credentials: [proxyWith(-3600)] }),
    );
    expect(decision.refusal).toMatchObject({
      code: "CREDENTIAL_EXPIRED",
      problem: expect.stringMatching(/^ended at 2026-11-22T23:00:00Z, 3600 s ago/u),
    });
    expect(times(decision)).toEqual({ retire: -4390, die: -4390, end: -3900, job: 0, winner: "credential:x509-proxy" });
  });

  it("names the line of a token file", () => {
    const { refusal } = decideLifetime(
      lifetimeInput({}, { credentials: [tokenWith(600, { details: { keyId: "POOL", line: 3 } })] }),
    );
    expect(refusal?.subject).toBe("idtoken /creds/pool.token line 3 (`exp`)");
  });

  it.each([
    ["batch", { batch: [{ system: "pbs", at: now + 900, from: "qstat" }] }, "LIFETIME_TOO_SHORT", "qstat"],
    [
      "Machine/Job Features",
      { features: [{ key: "shutdowntime", at: now + 900, from: "MACHINEFEATURES" }] },
      "LIFETIME_TOO_SHORT",
      "MACHINEFEATURES",
    ],
  ])("is not the cause when %s is", (_what, more, code, subject) => {
    expect(decideLifetime(lifetimeInput({}, { credentials: [tokenWith(1200)], ...more })).refusal).toMatchObject({
      code,
      subject,
    });
  });

  it("can be accepted by a lower minimum and lower margins", () => {
    const settings = {
      GLIDEIN_Minimum_Time: 10,
      GLIDEIN_Credential_Margin: 5,
      GLIDEIN_Graceful_Shutdown: 5,
      GLIDEIN_Update_Interval: 5,
    };
    expect(times(decideLifetime(lifetimeInput(settings, { credentials: [tokenWith(60)] })))).toEqual({
      retire: 11,
      die: 45,
      end: 55,
      job: 34,
      winner: "credential:idtoken",
    });
  });
});

describe("GLIDEIN_Ignore_X509_Duration", () => {
  const settings = { GLIDEIN_Max_Walltime: 172_800, GLIDEIN_Job_Max_Time: 28_800, GLIDEIN_Ignore_X509_Duration: true };

  it("takes proxies and VOMS attributes out of the budget", () => {
    const decision = decideLifetime(lifetimeInput(settings, { draw: 50, credentials: [proxyWith(43_200, 14_400)] }));
    expect(times(decision)).toMatchObject({ retire: 136_335, die: 165_135, winner: entry });
    expect(decision.lifetime.budget).toHaveLength(1);
  });

  it("takes no token out", () => {
    expect(times(decideLifetime(lifetimeInput(settings, { credentials: [tokenWith(43_200)] })))).toMatchObject({
      end: 42_900,
    });
  });

  it("does nothing when less than 900 s are left besides the margin", () => {
    const refusalAt = (left: number): unknown =>
      decideLifetime(lifetimeInput(settings, { credentials: [proxyWith(left)] })).lifetime.winner;
    expect([refusalAt(1199), refusalAt(1200)]).toEqual(["credential:x509-proxy", entry]);
  });
});
