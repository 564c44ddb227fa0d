import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LifetimeInput } from "../../src/decide/lifetime/input.ts";
import { decideLifetime } from "../../src/decide/lifetime/lifetime.ts";
import { replanLifetime } from "../../src/decide/lifetime/replan.ts";
import { timelineOf } from "../../src/decide/lifetime/timeline.ts";
import { lifetimeInput, now, proxyWith, tokenWith } from "../rig/lifetime-input.ts";

/** Amounts as they occur, with the borders of the formula among them. */
const amount = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 2000 }), fc.constantFrom(0, 600, 1090, 1156, 1390));

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

/** Limits as seconds from now; null: there is none. */
interface Case {
  readonly walltime: number | null;
  readonly batch: number | null;
  readonly feature: number | null;
  readonly proxy: number | null;
  readonly voms: number | null;
  readonly token: number | null;
  readonly retire: number;
  readonly job: number;
  readonly spread: number | null;
  readonly graceful: number;
  readonly minimum: number;
  readonly ago: number;
  readonly draw: number;
  readonly ignore: boolean;
}
const limitNames = ["walltime", "batch", "feature", "proxy", "voms", "token"] as const;

const cases: fc.Arbitrary<Case> = fc.record({
  walltime: optional(amount(400_000)),
  batch: optional(amount(400_000)),
  feature: optional(amount(400_000)),
  proxy: optional(amount(400_000)),
  voms: optional(amount(400_000)),
  token: optional(amount(400_000)),
  retire: amount(100_000),
  job: amount(200_000),
  spread: optional(amount(20_000)),
  graceful: amount(3000),
  minimum: amount(3000),
  ago: fc.oneof(fc.constant(0), amount(100_000)),
  draw: fc.integer({ min: 0, max: 99 }),
  ignore: fc.boolean(),
});

function inputOf(c: Case, more: Partial<LifetimeInput> = {}): LifetimeInput {
  const settings: Record<string, number | boolean> = {
    GLIDEIN_Retire_Time: c.retire,
    GLIDEIN_Job_Max_Time: c.job,
    GLIDEIN_Graceful_Shutdown: c.graceful,
    GLIDEIN_Minimum_Time: c.minimum,
    GLIDEIN_Ignore_X509_Duration: c.ignore,
  };
  if (c.walltime !== null) settings["GLIDEIN_Max_Walltime"] = c.walltime;
  if (c.spread !== null) settings["GLIDEIN_Retire_Time_Spread"] = c.spread;
  return lifetimeInput(settings, {
    started: { at: now - c.ago, from: "job ad" },
    draw: c.draw,
    batch: c.batch === null ? [] : [{ system: "slurm", at: now + c.batch, from: "squeue" }],
    features: c.feature === null ? [] : [{ key: "shutdowntime", at: now + c.feature, from: "MACHINEFEATURES" }],
    credentials: [
      ...(c.proxy === null ? [] : [proxyWith(c.proxy, c.voms)]),
      ...(c.token === null ? [] : [tokenWith(c.token)]),
    ],
    ...more,
  });
}

describe("whatever the limits", () => {
  it("retire ≤ die ≤ end ≤ every limit, and the end is the earliest", () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { lifetime } = decideLifetime(inputOf(c));
        expect(lifetime.retireAt).toBeLessThanOrEqual(lifetime.dieAt);
        if (lifetime.endAt !== null) expect(lifetime.dieAt).toBeLessThanOrEqual(lifetime.endAt);
        expect(lifetime.endAt).toBe(
          lifetime.budget.length === 0 ? null : Math.min(...lifetime.budget.map(({ at }) => at)),
        );
        expect(
          lifetime.budget.length === 0
            ? lifetime.winner === "entry:GLIDEIN_Retire_Time"
            : lifetime.budget.some(({ id, at }) => id === lifetime.winner && at === lifetime.endAt),
        ).toBe(true);
        for (const value of [lifetime.retireAt, lifetime.dieAt, lifetime.jobMaxSeconds])
          expect(Number.isSafeInteger(value)).toBe(true);
      }),
    );
  });

  it("the published job length fits between retire and die, and is never longer than asked", () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { lifetime, attributes } = decideLifetime(inputOf(c));
        expect(lifetime.jobMaxSeconds).toBeGreaterThanOrEqual(0);
        expect(lifetime.jobMaxSeconds).toBeLessThanOrEqual(Math.min(c.job, lifetime.dieAt - lifetime.retireAt));
        expect(attributes.GLIDEIN_Job_Max_Time.sourced.value).toBe(lifetime.jobMaxSeconds);
        expect(attributes.GLIDEIN_ToDie.sourced.value).toBe(lifetime.dieAt);
        expect(attributes.GLIDEIN_ToRetire.sourced.value).toBe(lifetime.retireAt);
      }),
    );
  });

  it("a glidein that starts has the minimum for accepting jobs, and one that is refused has not", () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { lifetime, refusal } = decideLifetime(inputOf(c));
        expect(refusal === null).toBe(lifetime.retireAt - now >= c.minimum);
      }),
    );
  });

  it("more of any limit never shortens life, before the spread", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...limitNames), fc.integer({ min: 1, max: 300_000 }), (c, name, more) => {
        // A proxy under 900 s comes back into the budget that ignores it; that is the setting's meaning.
        const base = { ...c, draw: 0, ignore: false };
        const limit = base[name];
        fc.pre(limit !== null);
        const less = decideLifetime(inputOf(base)).lifetime;
        const greater = decideLifetime(inputOf({ ...base, [name]: limit + more })).lifetime;
        for (const key of ["retireAt", "dieAt", "endAt", "jobMaxSeconds"] as const)
          expect(greater[key]).toBeGreaterThanOrEqual(less[key] ?? Number.NaN);
      }),
    );
  });

  it("a credential without an end lives as long as any that has one", () => {
    fc.assert(
      fc.property(cases, amount(400_000), (c, left) => {
        const base = { ...c, draw: 0, token: null };
        const endless = decideLifetime(inputOf(base, { credentials: [tokenWith(null)] })).lifetime;
        const ending = decideLifetime(inputOf(base, { credentials: [tokenWith(left)] })).lifetime;
        expect(endless.dieAt).toBeGreaterThanOrEqual(ending.dieAt);
        expect(endless.retireAt).toBeGreaterThanOrEqual(ending.retireAt);
      }),
    );
  });

  it("the same facts give the same plan, in whatever order they come", () => {
    fc.assert(
      fc.property(cases, (c) => {
        const input = inputOf(c);
        expect(
          decideLifetime({ ...input, credentials: input.credentials.toReversed() }).lifetime.budget.map(({ at }) => at),
        ).toEqual(decideLifetime(input).lifetime.budget.map(({ at }) => at));
        expect(decideLifetime(input)).toEqual(decideLifetime(inputOf(c)));
      }),
    );
  });

  it("a renewal that moves the die time gives what planning afresh gives, and any other leaves the times alone", () => {
    fc.assert(
      fc.property(cases, amount(400_000), amount(50_000), (c, left, later) => {
        const before = inputOf(c, { plannedAt: now });
        const after = inputOf({ ...c, token: left }, { plannedAt: now, now: now + later });
        const first = decideLifetime(before);
        const fresh = decideLifetime(after);
        const again = replanLifetime(first, after);
        if (fresh.unspreadDieAt !== first.unspreadDieAt) expect(again).toEqual(fresh);
        else
          expect([again.lifetime.retireAt, again.lifetime.dieAt]).toEqual([
            first.lifetime.retireAt,
            first.lifetime.dieAt,
          ]);
        expect(again.lifetime.endAt).toBe(fresh.lifetime.endAt);
        expect(again.lifetime.budget).toEqual(fresh.lifetime.budget);
      }),
    );
  });
});

describe("the formula", () => {
  it("gives GlideinWMS's numbers for every wall time that it starts with", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1090, max: 1_000_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        fc.option(fc.integer({ min: 0, max: 5000 }), { nil: null }),
        fc.integer({ min: 0, max: 99 }),
        (walltime, job, spread, draw) => {
          // The steps of its start-up script, in its order and with its whole-number divisions.
          let length = job;
          const grace = 120 + (spread ?? Math.trunc((600 * 11) / 100)) + 370;
          if (grace + length + 600 > walltime) length = Math.max(0, walltime - grace - 600);
          let die = walltime - 370 - 120;
          let retire = die - length;
          const shift = Math.trunc(((spread ?? Math.trunc(retire / 10)) * draw) / 100);
          retire -= shift;
          die -= shift;
          if (retire < 600) {
            retire += shift;
            die += shift;
          }
          const input = {
            now,
            startedAt: now,
            plannedAt: now,
            endAt: now + walltime,
            granted: true,
            jobMax: job,
            retireTime: 21_600,
          };
          const ours = timelineOf({ ...input, spread, graceful: 120, updateInterval: 370, minimum: 600, draw });
          expect([ours.retireAt - now, ours.dieAt - now]).toEqual([retire, die]);
        },
      ),
    );
  });
});
