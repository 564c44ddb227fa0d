import { join } from "node:path";
import type { CondorInstallation } from "../apply/condor/tools.ts";
import { removeLeftMemory } from "../apply/left-memory.ts";
import { collectLogs, writeReport } from "../apply/report.ts";
import { unmountBelow } from "../apply/unmount.ts";
import { removeWorkDirectory, type WorkDirectory } from "../apply/work-directory.ts";
import { outcomeOfJob, summarizeWork } from "../decide/work-summary.ts";
import { exitStatusOf } from "../exit.ts";
import type { Actor } from "../host/actor.ts";
import type { Plan } from "../model/plan.ts";
import { failureText } from "../parse/failure-text.ts";
import { startdStarts } from "../parse/master-log.ts";
import { version } from "../version.ts";
import { type FindMeans, showFailure } from "./failure-notice.ts";
import { type HoldRequest, holdNode, holdTime } from "./hold.ts";
import { withHoldNote } from "./hold-note.ts";
import { readJobHistory } from "./job-history.ts";
import type { RunOutcome, RunRequest, Session, Undo } from "./session.ts";

/** A whole MasterLog, or what rotation left of it. */
const masterLogBytes = 8 * 1048576;

/** What the end reports, as far as it came. */
export interface Seen {
  readonly plan: Plan | null;
  /** What ran, and where; null when HTCondor never did. */
  readonly served: { readonly condor: CondorInstallation; readonly work: WorkDirectory } | null;
  /** Where work directories are made; null: not known yet. */
  readonly scratch: string | null;
  /** When the batch slot ends; null: nothing says, or nobody knows yet. */
  readonly slotEndsAt: number | null;
  /** What tells the pool of a failure. */
  readonly findMeans: FindMeans;
}

/** The work directory and what jobs left in memory since then. Nothing is removed in which something still runs. */
export const removeWork =
  ({ host, actor, emit }: Pick<RunRequest, "host" | "actor" | "emit">, path: string, since: number): Undo =>
  async (left) => {
    if (left.length > 0) return [path];
    const memory = await removeLeftMemory(host, actor, since, emit);
    const mounted = await unmountBelow(host, path);
    if (mounted.length > 0) return [...memory, ...mounted.map((point) => `${point} (mounted)`)];
    const removed = removeWorkDirectory(actor, path);
    return removed.ok ? memory : [...memory, `${path} (${removed.error.what})`];
  };

function restartsOf(actor: Actor, log: string): number {
  const tail = actor.readTail(join(log, "MasterLog"), masterLogBytes);
  return tail.ok ? Math.max(0, startdStarts(tail.value) - 1) : 0;
}

/** Logs are read before the directory goes; the hold comes last. */
export async function finishRun(
  request: RunRequest,
  session: Session,
  { plan, served, scratch, slotEndsAt, findMeans }: Seen,
  outcome: RunOutcome,
): Promise<number> {
  session.phase("end");
  const log = served?.work.log ?? null;
  const status = outcome.failure === null ? 0 : exitStatusOf(outcome.failure.code);
  const logs = log === null ? {} : await collectLogs(request.host, request.actor, log);
  const jobs = log === null ? [] : await readJobHistory(request.host, log);
  const restarts = log === null ? 0 : restartsOf(request.actor, log);
  const { ready, end = request.host.now() } = session.phases;
  const summary =
    ready === undefined || plan === null
      ? null
      : summarizeWork(jobs, { startedAt: session.startedAt, readyAt: ready, endedAt: end }, plan.resources.cpus);
  if (log !== null)
    session.emit({
      event: "jobs",
      started: jobs.length,
      completed: jobs.filter(({ exitStatus }) => exitStatus !== null).length,
      evicted: jobs.filter((job) => outcomeOfJob(job) === "evicted").length,
    });
  if (outcome.failure !== null) session.emit({ event: "failed", failure: outcome.failure, status });
  const conclude = async (): Promise<void> => {
    const left = await session.end();
    session.emit({ event: "cleaned", left });
    const endedAt = request.host.now();
    const path = request.settings.GLIDEIN_Report.value ?? join(request.directory, "report.json");
    writeReport(request.actor, path, {
      schema: "glidein.report/1",
      name: plan?.name ?? "",
      version,
      startedAt: session.startedAt,
      endedAt,
      status,
      reason: outcome.failure === null ? outcome.reason : failureText(outcome.failure),
      failure: outcome.failure,
      phases: session.phases,
      plan: plan === null ? null : { ...plan, attributes: undefined, condorConfig: undefined },
      jobs,
      time: summary,
      restarts,
      logs,
      left,
    });
    session.emit({ event: "ended", reason: outcome.reason, status, seconds: endedAt - session.startedAt });
  };
  const hold = outcome.failure === null ? 0 : holdTime(outcome.failure, holdRequest(request, slotEndsAt));
  const until = request.host.now() + hold;
  const hide =
    outcome.failure === null || hold <= 0 || request.stop.aborted
      ? null
      : await showFailure(request, findMeans, { failure: outcome.failure, status, until });
  // Nothing of ours is left on the node while it is held, but for what takes the ad back.
  if (hide === null) await conclude();
  if (outcome.failure !== null && hold > 0) {
    const { failure } = outcome;
    const place = { parent: scratch, work: hide === null ? null : (served?.work.path ?? null), name: plan?.name ?? "" };
    const note = { because: `${failure.subject}: ${failure.problem}`, until };
    await withHoldNote(request.host, request.actor, place, note, () =>
      holdNode(failure, holdRequest(request, slotEndsAt)),
    );
  }
  if (hide !== null) {
    await hide();
    await conclude();
  }
  return status;
}

const holdRequest = (request: RunRequest, slotEndsAt: number | null): HoldRequest => ({
  wish: request.settings.GLIDEIN_Hold_Time.value,
  onTerminal: request.onTerminal,
  now: request.host.now(),
  slotEndsAt,
  stop: request.stop,
  emit: request.emit,
});
