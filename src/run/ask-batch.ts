import { type BatchMemory, isBatchDue, withNewEnd } from "../decide/batch-look.ts";
import type { Host } from "../host/host.ts";
import type { BatchFacts } from "../model/facts/batch.ts";
import type { Facts } from "../model/facts.ts";
import type { Lifetime } from "../model/plan.ts";
import type { Settings } from "../model/settings.ts";
import { askEndAgain, canTellEnd } from "../probe/batch/end-again.ts";

export interface BatchQuestion {
  readonly facts: Facts;
  readonly lifetime: Lifetime;
  readonly memory: BatchMemory;
  readonly now: number;
}

/** At a look: asks the batch system for the end of the job where it is time to. No answer changes nothing. */
export async function askBatch(
  host: Host,
  settings: Settings,
  { facts: { batch, draw }, lifetime, memory, now }: BatchQuestion,
): Promise<{ readonly batch: BatchFacts; readonly memory: BatchMemory }> {
  const looked = { ...memory, lookedAt: now };
  const jobs = batch.jobs.filter(canTellEnd);
  const job = jobs[memory.turn % Math.max(1, jobs.length)];
  const { retireAt, dieAt, winner } = lifetime;
  const isDue = isBatchDue({
    ...{ ...memory, now, draw },
    interval: settings.GLIDEIN_Ask_Batch.value,
    lookAgain: settings.GLIDEIN_Look_Again.value,
    milestones: winner.startsWith("batch:") ? [retireAt, dieAt] : [],
  });
  if (job === undefined || !isDue) return { batch, memory: looked };
  const said = await askEndAgain(host, job);
  const memoryAfter = { ...looked, askedAt: now, turn: memory.turn + 1 };
  return { batch: said === null ? batch : withNewEnd(batch, job, said), memory: memoryAfter };
}
