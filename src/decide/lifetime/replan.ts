import type { LifetimeInput } from "./input.ts";
import { decideLifetime, type LifetimeDecision } from "./lifetime.ts";

/**
 * Plans again for a glidein that runs: a credential was renewed, a shutdown was announced, the clock jumped. `input` has
 * the facts of now, and the start, the draw and `plannedAt` of the first plan. A change that does not move the die time
 * leaves the times alone, or a glidein that is retiring would begin to accept jobs again each time a proxy is renewed;
 * any other change gives exactly what planning afresh gives.
 */
export function replanLifetime(previous: LifetimeDecision, input: LifetimeInput): LifetimeDecision {
  const fresh = decideLifetime(input);
  if (fresh.unspreadDieAt !== previous.unspreadDieAt) return fresh;
  const { retireAt, dieAt, jobMaxSeconds } = previous.lifetime;
  const { GLIDEIN_ToRetire, GLIDEIN_ToDie, GLIDEIN_Job_Max_Time } = previous.attributes;
  return {
    ...previous,
    lifetime: { ...fresh.lifetime, retireAt, dieAt, jobMaxSeconds },
    attributes: { ...fresh.attributes, GLIDEIN_ToRetire, GLIDEIN_ToDie, GLIDEIN_Job_Max_Time },
    credentials: fresh.credentials,
  };
}
