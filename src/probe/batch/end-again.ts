import type { Host } from "../../host/host.ts";
import type { BatchJob, BatchSystem } from "../../model/facts/batch.ts";
import { epochSeconds } from "../../model/units.ts";
import { parseCtime } from "../../parse/batch/civil-time.ts";
import { parsePbsDuration } from "../../parse/batch/pbs-resources.ts";
import { askTimeLeft, fluxTimes } from "./flux.ts";
import { askBjobs, lsfTimes } from "./lsf-time.ts";
import { askQstatOnce } from "./pbs-server.ts";
import { type Slot, slotIn } from "./slot.ts";
import { askedId, askSqueueOnly } from "./slurm-controller.ts";

export type BatchEnd = Pick<BatchJob, "ends" | "endless">;

/** Batch systems that say on request when a running job ends. */
const asked: ReadonlySet<BatchSystem> = new Set(["slurm", "pbs", "torque", "lsf", "flux"]);

export const canTellEnd = ({ system, standing, jobId }: BatchJob): boolean =>
  standing !== "contradicted" && asked.has(system) && (jobId !== null || system === "flux");

/**
 * When a job ends by what its batch system says now, by one command with a deadline. Null: it did not say. What the
 * variables say is of the job's start, and is not looked at again.
 */
export async function askEndAgain(host: Host, job: BatchJob): Promise<BatchEnd | null> {
  const slot = slotIn({
    ...{ host, now: epochSeconds(Math.floor(host.now())), hostname: null, contained: false, owners: [] },
    ancestry: { processes: [], leader: null, bootTime: null },
  });
  const said = await ask(slot, job);
  if (said === null || (said.ends.length === 0 && said.endless === null)) return null;
  return { ends: said.ends, endless: said.endless };
}

function ask(slot: Slot, job: BatchJob): Promise<BatchEnd | null> {
  const { system, jobId } = job;
  if (system === "flux") return askFlux(slot);
  if (jobId === null) return Promise.resolve(null);
  if (system === "slurm") return askSqueueOnly(slot, askedId(jobId, job.array));
  if (system === "lsf") return askLsf(slot, job, jobId);
  return system === "pbs" || system === "torque" ? askPbs(slot, job, jobId) : Promise.resolve(null);
}

async function askFlux(slot: Slot): Promise<BatchEnd | null> {
  const left = await askTimeLeft(slot);
  return left === null ? null : fluxTimes(slot, left);
}

async function askLsf(slot: Slot, { startAt }: BatchJob, jobId: string): Promise<BatchEnd | null> {
  const told = await askBjobs(slot, jobId);
  if (!told.answered) return null;
  const known = told.start ?? (startAt === null ? null : epochSeconds(startAt));
  // A limit that is counted from nothing would move with every question.
  if (told.ran === null && told.left === null && known === null) return null;
  return lsfTimes(slot, { ...told, start: known });
}

/** What is used is up to two minutes old, so it counts only where the job was plainly suspended for longer. */
const usedIsOld = 180;

async function askPbs(slot: Slot, { startAt }: BatchJob, jobId: string): Promise<BatchEnd | null> {
  const qstat = await askQstatOnce(slot, jobId);
  if (qstat.attributes === null) return null;
  const walltime = qstat.read("Resource_List.walltime", parsePbsDuration);
  if (walltime === null)
    return qstat.attributes.has("Resource_List.walltime")
      ? null
      : { ends: [], endless: "qstat has no Resource_List.walltime" };
  const started = qstat.read("stime", parseCtime) ?? qstat.read("start_time", parseCtime) ?? startAt;
  if (started === null) return null;
  const used = qstat.read("resources_used.walltime", parsePbsDuration);
  const byUse = used === null ? 0 : slot.now + walltime - used - usedIsOld;
  const at = epochSeconds(Math.max(started + walltime, byUse));
  return { ends: [{ at, from: "qstat Resource_List.walltime" }], endless: null };
}
