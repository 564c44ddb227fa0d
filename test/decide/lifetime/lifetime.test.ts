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
    const decision = decideLifetime(lifetimeInput({}, { credentials: [tokenWith(365 * 86_400)] }));
    expect(times(decision)).toEqual({
      retire: 21_600,
      die: 151_200,
      end: 365 * 86_400 - 300,
      job: 129_600,
      winner: "credential:idtoken",
    });
    expect(decision.decidedBy).toBe(retireTime);
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
    const { refusal, findings } = decideLifetime(lifetimeInput({}, { credentials: [unreadable] }));
    expect(refusal).toMatchObject({
      code: "CREDENTIAL_TOO_SHORT",
      subject: expect.stringContaining("an end that cannot be read"),
      problem: expect.stringMatching(/^counts as over already; a glidein needs it until 2026-/u),
    });
    // What is refused is not also told to be short.
    expect(findings).toEqual([]);
  });
});
