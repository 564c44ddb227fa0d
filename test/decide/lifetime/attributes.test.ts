import { describe, expect, it } from "vitest";
import { decideLifetime } from "../../../src/decide/lifetime/lifetime.ts";
import { credential, lifetimeInput, now, tokenWith } from "../../rig/lifetime-input.ts";

const entry = "entry:GLIDEIN_Max_Walltime";

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
