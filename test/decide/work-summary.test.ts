import fc from "fast-check";
import { expect, it } from "vitest";
import { type JobEnd, outcomeOfJob, summarizeWork } from "../../src/decide/work-summary.ts";

const span = { startedAt: 1000, readyAt: 1010, endedAt: 1110 };
const job = (more: Partial<JobEnd>): JobEnd => ({
  ...{ startedAt: 1020, endedAt: 1050, exitStatus: 0, exitSignal: null, cpus: 2 },
  ...more,
});

it("tells goodput from waste, and both from idle time", () => {
  const jobs = [
    job({}),
    job({ exitStatus: 3, endedAt: 1030 }),
    job({ exitStatus: null, exitSignal: 9, endedAt: 1025, cpus: 1 }),
    job({ exitStatus: null, startedAt: 1100, endedAt: null, cpus: 1 }),
  ];
  expect(summarizeWork(jobs, span, 4)).toEqual({
    jobs: { completed: 1, failed: 1, signalled: 1, evicted: 1 },
    setUp: 40,
    busy: { completed: 60, failed: 20, signalled: 5, evicted: 10 },
    idle: 305,
  });
});

it("a job whose start nobody knows takes no time", () => {
  expect(summarizeWork([job({ startedAt: null })], span, 4).busy.completed).toBe(0);
});

it("a job ends in one of four ways", () => {
  expect(
    [job({}), job({ exitStatus: 1 }), job({ exitSignal: 11 }), job({ exitStatus: null })].map(outcomeOfJob),
  ).toEqual(["completed", "failed", "signalled", "evicted"]);
});

it("no time is negative, whatever the history says", () => {
  const any = fc.option(fc.integer({ min: -1e9, max: 4e9 }));
  const end = fc.record({ startedAt: any, endedAt: any, exitStatus: any, exitSignal: any, cpus: fc.nat(300) });
  fc.assert(
    fc.property(fc.array(end), fc.nat(300), (jobs, cpus) => {
      const { setUp, busy, idle, jobs: counted } = summarizeWork(jobs, span, cpus);
      expect(Math.min(setUp, idle, ...Object.values(busy))).toBeGreaterThanOrEqual(0);
      expect(Object.values(counted).reduce((sum, one) => sum + one, 0)).toBe(jobs.length);
    }),
  );
});
