import { describe, expect, it } from "vitest";
import { decideLifetime, type LifetimeDecision } from "../../../src/decide/lifetime/lifetime.ts";
import { credential, lifetimeInput, now, proxyWith, tokenWith } from "../../rig/lifetime-input.ts";

/** Relative to now. */
const times = ({ lifetime: { retireAt, dieAt, endAt, jobMaxSeconds, winner } }: LifetimeDecision): object => ({
  retire: retireAt - now,
  die: dieAt - now,
  end: endAt === null ? null : endAt - now,
  job: jobMaxSeconds,
  winner,
});
const entry = "entry:GLIDEIN_Max_Walltime";
const retireTime = "entry:GLIDEIN_Retire_Time";

describe("with GlideinWMS's inputs and a healthy credential", () => {
  it.each([
    [{ GLIDEIN_Max_Walltime: 86_400 }, 633, 85_877, 85_244],
    [{ GLIDEIN_Max_Walltime: 172_800, GLIDEIN_Job_Max_Time: 129_600 }, 40_575, 170_175, 129_600],
    [{ GLIDEIN_Max_Walltime: 172_800, GLIDEIN_Job_Max_Time: 28_800 }, 136_335, 165_135, 28_800],
    [
      { GLIDEIN_Max_Walltime: 172_800, GLIDEIN_Job_Max_Time: 28_800, GLIDEIN_Retire_Time_Spread: 7200 },
      139_910,
      168_710,
      28_800,
    ],
    [{}, 20_520, 150_120, 129_600],
  ])("%j gives its numbers for a draw of 50", (settings, retire, die, job) => {
    for (const credentials of [[], [tokenWith(null)], [tokenWith(400 * 86_400)], [proxyWith(30 * 86_400)]]) {
      const decision = decideLifetime(lifetimeInput(settings, { draw: 50, credentials }));
      expect(times(decision)).toMatchObject({ retire, die, job });
      expect(decision.refusal).toBeNull();
    }
  });

  it("starts at 1090 s of wall time, has room for a job from 1157 s, and refuses 900 s", () => {
    const at = (walltime: number): LifetimeDecision =>
      decideLifetime(lifetimeInput({ GLIDEIN_Max_Walltime: walltime }));
    expect(at(1090)).toMatchObject({ refusal: null, lifetime: { jobMaxSeconds: 0 } });
    expect(at(1157).lifetime.jobMaxSeconds).toBe(1);
    expect(at(1089).refusal).toMatchObject({ code: "ENTRY_TOO_SHORT", subject: "GLIDEIN_Max_Walltime" });
    expect(times(at(900))).toEqual({ retire: 410, die: 410, end: 900, job: 0, winner: entry });
  });

  it("does not take a spread that would leave less than the minimum", () => {
    const decision = decideLifetime(
      lifetimeInput({ GLIDEIN_Retire_Time: 1000, GLIDEIN_Retire_Time_Spread: 7200 }, { draw: 50 }),
    );
    expect(times(decision)).toMatchObject({ retire: 1000, winner: retireTime });
  });

  it("refuses a retire time below the minimum", () => {
    expect(decideLifetime(lifetimeInput({ GLIDEIN_Retire_Time: 599 })).refusal).toMatchObject({
      code: "ENTRY_TOO_SHORT",
      subject: "GLIDEIN_Retire_Time",
    });
  });
});

describe("the earliest true limit", () => {
  it("counts the wall time from the batch job's start, and leaves the minimum from now", () => {
    const decision = decideLifetime(
      lifetimeInput({ GLIDEIN_Max_Walltime: 86_400 }, { started: { at: now - 3600, from: "job ad" } }),
    );
    expect(times(decision)).toEqual({ retire: 666, die: 82_310, end: 82_800, job: 81_644, winner: entry });
    expect(decision.lifetime.startedAt).toBe(now - 3600);
  });

  it("does not believe in a start after now", () => {
    expect(decideLifetime(lifetimeInput({}, { started: { at: now + 500, from: "job ad" } })).lifetime.startedAt).toBe(
      now,
    );
  });

  it("takes each limit less its margin, and lists them all, the earliest first", () => {
    const decision = decideLifetime(
      lifetimeInput(
        { GLIDEIN_Max_Walltime: 90_000, GLIDEIN_Entry_Margin: 10 },
        {
          batch: [{ system: "slurm", at: now + 80_000, from: "squeue EndTime" }],
          features: [{ key: "shutdowntime", at: now + 70_000, from: "MACHINEFEATURES" }],
          credentials: [proxyWith(60_000.9, 50_000), tokenWith(65_000)],
        },
      ),
    );
    expect(decision.lifetime.budget).toEqual([
      { id: "credential:x509-proxy", at: now + 49_700, from: "VOMS attribute certificate of cms in /creds/proxy" },
      { id: "credential:x509-proxy", at: now + 59_700, from: "proxy certificate /CN=77 in /creds/proxy" },
      { id: "credential:idtoken", at: now + 64_700, from: "`exp` in /creds/pool.token" },
      { id: "mjf:shutdowntime", at: now + 69_940, from: "MACHINEFEATURES" },
      { id: "batch:slurm", at: now + 79_940, from: "squeue EndTime" },
      { id: entry, at: now + 89_990, from: "GLIDEIN_Max_Walltime from the start (the glidein's own start)" },
    ]);
    expect(times(decision)).toEqual({
      retire: 666,
      die: 49_210,
      end: 49_700,
      job: 48_544,
      winner: "credential:x509-proxy",
    });
  });

  it("uses the batch system's grant to its end, and ignores the retire time then", () => {
    const batch = [{ system: "slurm", at: now + 259_200, from: "squeue" }];
    expect(times(decideLifetime(lifetimeInput({}, { batch })))).toEqual({
      retire: 129_050,
      die: 258_650,
      end: 259_140,
      job: 129_600,
      winner: "batch:slurm",
    });
  });

  it("with no limit at all retires after the retire time, and has no end", () => {
    expect(times(decideLifetime(lifetimeInput({}, { started: { at: now - 600, from: "job ad" } })))).toEqual({
      retire: 21_000,
      die: 150_600,
      end: null,
      job: 129_600,
      winner: retireTime,
    });
  });

  it("counts the retire time from now when the batch job has run for longer already", () => {
    expect(times(decideLifetime(lifetimeInput({}, { started: { at: now - 90_000, from: "job ad" } })))).toMatchObject({
      retire: 21_600,
      die: 151_200,
    });
  });

  it("does not live longer because a credential does", () => {
    expect(times(decideLifetime(lifetimeInput({}, { credentials: [tokenWith(365 * 86_400)] })))).toEqual({
      retire: 21_600,
      die: 151_200,
      end: 365 * 86_400 - 300,
      job: 129_600,
      winner: retireTime,
    });
  });

  it("is shortened by a credential without a wall time, job length first", () => {
    expect(times(decideLifetime(lifetimeInput({}, { credentials: [tokenWith(43_200)] })))).toEqual({
      retire: 666,
      die: 42_410,
      end: 42_900,
      job: 41_744,
      winner: "credential:idtoken",
    });
  });

  it("retires no later for a credential that ends than for one that does not", () => {
    const settings = { GLIDEIN_Retire_Time: 650, GLIDEIN_Job_Max_Time: 100_000 };
    expect(times(decideLifetime(lifetimeInput(settings, { credentials: [tokenWith(43_200)] })))).toMatchObject({
      retire: 650,
    });
  });

  it("ends earlier when our clock is behind the server's, and not later when it is ahead", () => {
    const at = (skewSeconds: number | null): unknown =>
      decideLifetime(lifetimeInput({}, { skewSeconds, credentials: [tokenWith(43_200)] })).lifetime.endAt;
    expect([at(null), at(-3), at(-400.5), at(400)]).toEqual([now + 42_900, now + 42_900, now + 42_499, now + 42_900]);
  });

  it("counts a credential whose end cannot be read as ended", () => {
    const unreadable = tokenWith(null, {
      problems: [{ code: "end-unreadable", severity: "error", message: "", fix: "" }],
    });
    expect(decideLifetime(lifetimeInput({}, { credentials: [unreadable] })).refusal).toMatchObject({
      code: "CREDENTIAL_TOO_SHORT",
    });
  });
});

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

describe("what is said about a lifetime", () => {
  it("is nothing when it is long", () => {
    expect(decideLifetime(lifetimeInput({ GLIDEIN_Max_Walltime: 172_800 })).findings).toEqual([]);
  });

  it("is that the job length was shortened, and that under an hour is left for accepting jobs", () => {
    const { findings } = decideLifetime(lifetimeInput({ GLIDEIN_Max_Walltime: 86_400 }, { draw: 50 }));
    expect(findings.map(({ severity, message }) => [severity, message])).toEqual([
      [
        "info",
        "GLIDEIN_Job_Max_Time is shortened from 129600 s to 85244 s, because GLIDEIN_Max_Walltime ends at 2026-11-24T00:00:00Z",
      ],
      ["warning", "jobs are accepted for 633 s only, until 2026-11-23T00:10:33Z"],
    ]);
    const short = decideLifetime(lifetimeInput({ GLIDEIN_Retire_Time: 3599 })).findings;
    expect(short).toMatchObject([{ severity: "warning", evidence: "GLIDEIN_Retire_Time and its spread" }]);
  });

  it("is that a given token was passed over", () => {
    const dead = tokenWith(-60, {
      path: "/creds/a",
      problems: [{ code: "expired", severity: "error", message: "", fix: "" }],
    });
    const { findings, lifetime } = decideLifetime(lifetimeInput({}, { credentials: [dead, tokenWith(null)] }));
    expect(findings[0]?.message).toBe(
      "the idtoken /creds/a is not used: set aside: it ends at 2026-11-22T23:59:00Z, and /creds/pool.token is for the same trust domain and key",
    );
    expect(lifetime.budget).toEqual([]);
  });
});

describe("the attributes", () => {
  it("carry the whole derivation, the limits that lost and the setting that was overridden", () => {
    const { attributes } = decideLifetime(
      lifetimeInput(
        { GLIDEIN_Max_Walltime: 86_400 },
        {
          credentials: [
            credential({ expiresAt: now + 50_000, limits: [{ what: "`exp`", at: now + 50_000, part: "token" }] }),
          ],
        },
      ),
    );
    const {
      GLIDEIN_ToDie: die,
      GLIDEIN_Expire: expire,
      GLIDEIN_Job_Max_Time: job,
      GLIDEIN_ToRetire: retire,
    } = attributes;
    expect(die).toMatchObject({
      type: "integer",
      published: true,
      sourced: { value: now + 49_210, source: { kind: "rule" } },
    });
    expect(expire?.sourced).toMatchObject({ value: now + 49_700, overrode: [{ name: entry }] });
    expect(job.sourced).toMatchObject({
      value: 48_544,
      overrode: [{ name: "GLIDEIN_Job_Max_Time", sourced: { value: 129_600 } }],
    });
    expect(retire.sourced).toMatchObject({ value: now + 666, source: { rule: "die time less the longest job" } });
  });

  it("have no GLIDEIN_Expire without a limit, and then count from the start", () => {
    const { attributes } = decideLifetime(lifetimeInput());
    expect(attributes.GLIDEIN_Expire).toBeUndefined();
    expect(attributes.GLIDEIN_ToRetire.sourced.source).toMatchObject({
      rule: "start and retire time, less the spread",
    });
    expect(attributes.GLIDEIN_Job_Max_Time.sourced.source).toEqual({
      kind: "default",
      setting: "GLIDEIN_Job_Max_Time",
    });
  });
});
