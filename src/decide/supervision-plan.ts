import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { epochSeconds, seconds } from "../model/units.ts";
import { batchGrace } from "./batch-fences.ts";
import type { LifetimeDecision } from "./lifetime/lifetime.ts";
import type { SupervisionPlan } from "./supervision.ts";

/** Without a batch system that says how long a stop may take: long enough for a job's own clean-up, short for a person. */
const usualStopTimeout = 30;
const fastTimeout = 10;

/** Every deadline of supervision; the lifetime is the one of now. */
export const supervisionPlan = (
  settings: Settings,
  { batch }: Facts,
  { lifetime, decidedBy }: Pick<LifetimeDecision, "lifetime" | "decidedBy">,
): SupervisionPlan => ({
  readyTimeout: seconds(settings.GLIDEIN_Ready_Timeout.value),
  retireAt: epochSeconds(lifetime.retireAt),
  dieAt: epochSeconds(lifetime.dieAt),
  maxIdle: seconds(settings.GLIDEIN_Max_Idle.value),
  maxTail: seconds(settings.GLIDEIN_Max_Tail.value),
  gracefulAtDie: seconds(settings.GLIDEIN_Graceful_Shutdown.value),
  stopTimeout: seconds(settings.GLIDEIN_Stop_Timeout.value ?? batchGrace(batch) ?? usualStopTimeout),
  fastTimeout: seconds(fastTimeout),
  winner: decidedBy,
});
