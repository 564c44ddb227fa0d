// The moments of a start that a real startd shows only by luck.
import { expect, it } from "vitest";
import { type SuperviseRequest, supervise } from "../../src/apply/condor/supervise.ts";
import type { MasterExit, ProcessEnd } from "../../src/decide/end-reason.ts";
import type { SupervisionEvent } from "../../src/decide/supervision.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";

interface Start {
  /** How the startd ended at the so-manieth look; null: it is there. */
  readonly startd: readonly (ProcessEnd | null)[];
  readonly requests?: readonly SupervisionEvent[];
}

/** A start whose slots never come; the clock goes eleven seconds a look. */
async function ending({ startd, requests = [] }: Start) {
  const { promise: exited, resolve: exit } = Promise.withResolvers<MasterExit>();
  const sent: string[] = [];
  let look = -1;
  const seen = (): ProcessEnd | null => startd[Math.min(look, startd.length - 1)] ?? null;
  const request: SuperviseRequest = {
    master: {
      ...{ pid: 1, keeperPid: 2, exited, leftovers: () => false },
      signal: (name) => {
        sent.push(name);
        exit({ status: 0 });
      },
    },
    plan: () => ({
      ...{ readyTimeout: seconds(300), retireAt: epochSeconds(9e9), dieAt: epochSeconds(9e9), maxIdle: seconds(1) },
      ...{ maxTail: seconds(900), gracefulAtDie: seconds(9), stopTimeout: seconds(9), fastTimeout: seconds(2) },
      winner: "",
    }),
    countJobs: async () => {
      look += 1;
      return { startd: seen() === null, jobs: 0, lastChange: null };
    },
    requests: async () => requests,
    ...{ lookAgain: async () => undefined, lookAgainMs: 10 },
    ...{ now: () => epochSeconds(1e9 + Math.max(0, look) * 11), emit: () => undefined, configure: () => false },
    ready: () => new Promise(() => undefined),
    onSignal: () => undefined,
    meaningOf: () => ({ kind: "nothing" }),
    ...{ stop: new AbortController().signal, startdEnd: seen, handOver: async () => undefined },
  };
  const { reason } = await supervise(request);
  return { reason, sent, looks: look + 1 };
}

it("ends at once with a startd that will not come back", async () => {
  const { reason, sent, looks } = await ending({ startd: [null, { status: 99 }] });
  expect(reason).toMatchObject({ kind: "failed", failure: { code: "STARTD_DIED", subject: "condor_startd" } });
  expect({ sent, looks }).toEqual({ sent: ["SIGQUIT"], looks: 2 });
});

it("ends with one that crashes again and again, also when it is there in between", async () => {
  const crash = { status: 4 };
  const { reason, looks } = await ending({ startd: [crash, null, crash, null, crash] });
  expect(reason).toMatchObject({ failure: { problem: expect.stringContaining("exit status 4") } });
  expect(looks).toBe(3);
});

it("hears who wants it to stop", async () => {
  const reason = { kind: "stop-request", by: "ada" } as const;
  const ended = await ending({
    startd: [null],
    requests: [{ kind: "stop", now: epochSeconds(1e9), fast: false, reason }],
  });
  expect(ended.reason).toEqual(reason);
});
