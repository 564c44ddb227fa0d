import { describe, expect, it } from "vitest";
import { decideLifetime } from "../../../src/decide/lifetime/lifetime.ts";
import { replanLifetime } from "../../../src/decide/lifetime/replan.ts";
import { lifetimeInput, now, proxyWith, tokenWith } from "../../rig/lifetime-input.ts";

describe("planning again", () => {
  const settings = { GLIDEIN_Max_Walltime: 172_800, GLIDEIN_Job_Max_Time: 28_800 };
  const kept = { plannedAt: now, draw: 50 };

  it("leaves a glidein that retires alone when a renewal does not move its end", () => {
    const first = decideLifetime(lifetimeInput(settings, { ...kept, credentials: [proxyWith(200_000)] }));
    const later = now + 140_000;
    const again = replanLifetime(
      first,
      lifetimeInput(settings, { ...kept, now: later, credentials: [proxyWith(300_000)] }),
    );
    const { budget, ...times } = again.lifetime;
    expect({ ...times, budget: first.lifetime.budget }).toEqual(first.lifetime);
    expect(budget.find(({ id }) => id === "credential:x509-proxy")?.at).toBe(now + 299_700);
    expect(again.attributes.GLIDEIN_ToDie).toBe(first.attributes.GLIDEIN_ToDie);
  });

  it("moves with a token that decides, exactly as planning afresh does", () => {
    const first = decideLifetime(lifetimeInput(settings, { ...kept, credentials: [tokenWith(7200)] }));
    const renewed = lifetimeInput(settings, { ...kept, now: now + 3600, credentials: [tokenWith(36_000)] });
    const again = replanLifetime(first, renewed);
    expect(again).toEqual(decideLifetime(renewed));
    expect(again.lifetime.dieAt).toBeGreaterThan(first.lifetime.dieAt);
    expect(again.lifetime.retireAt).toBeGreaterThan(now + 3600 + 600);
  });

  it("comes nearer with a shutdown that is announced, and still serves what fits before it", () => {
    const first = decideLifetime(lifetimeInput(settings, kept));
    const features = [{ key: "shutdowntime", at: now + 20_000, from: "MACHINEFEATURES" }];
    const again = replanLifetime(first, lifetimeInput(settings, { ...kept, now: now + 10_000, features }));
    expect(again.lifetime).toMatchObject({ endAt: now + 19_940, winner: "mjf:shutdowntime", jobMaxSeconds: 8784 });
    expect(again.refusal).toBeNull();
  });

  it("does not count the retire time again for a glidein without any limit", () => {
    const first = decideLifetime(lifetimeInput({}, { plannedAt: now }));
    const again = replanLifetime(first, lifetimeInput({}, { plannedAt: now, now: now + 30_000 }));
    expect(again.lifetime).toEqual(first.lifetime);
  });
});
