// Where Node cannot become the warden it supervises itself; no Node of the bed is so old.
import { expect, it } from "vitest";
import { type SuperviseRequest, supervise } from "../../src/apply/condor/supervise.ts";
import type { MasterExit } from "../../src/decide/end-reason.ts";
import type { Event } from "../../src/model/event.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";

it.each([
  ["SIGUSR1", "SIGUSR1", "draining"],
  ["SIGUSR2", "SIGUSR2", "draining"],
  ["none", "SIGUSR2", "stopping"],
] as const)("with the warning signal %s, %s means %s", async (warning, signal, expected) => {
  const { promise: exited, resolve: exit } = Promise.withResolvers<MasterExit>();
  const events: Event[] = [];
  let told: (signal: NodeJS.Signals) => void = () => undefined;
  const request: SuperviseRequest = {
    master: {
      ...{ pid: 1, keeperPid: 2, exited, leftovers: () => false },
      signal: (name) => (name === "SIGTERM" ? exit({ status: 0 }) : undefined),
    },
    plan: () => ({
      ...{ readyTimeout: seconds(9), retireAt: epochSeconds(9e9), dieAt: epochSeconds(9e9), maxIdle: seconds(900) },
      ...{ maxTail: seconds(900), gracefulAtDie: seconds(9), stopTimeout: seconds(9), fastTimeout: seconds(2) },
      winner: "",
    }),
    ...{ countJobs: async () => null, requests: async () => [], lookAgain: async () => undefined, lookAgainMs: 1e6 },
    ...{ now: () => epochSeconds(Date.now() / 1000), emit: (event) => events.push(event), configure: () => false },
    ready: async () => ({ slots: ["slot1@x"] }),
    onSignal: (listener) => {
      told = listener;
    },
    ...{ warning, stop: new AbortController().signal, startdEnd: () => null },
    handOver: async () => {
      told("SIGUSR1");
      told(signal);
      const seen = events.map(({ event }) => event).filter((event) => event === "draining" || event === "stopping");
      expect(seen).toEqual([expected]);
      told("SIGTERM");
    },
  };
  expect((await supervise(request)).reason.kind).toBe("signal");
});
