import { join } from "node:path";
import { collectLogs, writeReport } from "../apply/report.ts";
import { unmountBelow } from "../apply/unmount.ts";
import { slotEnd } from "../decide/hold.ts";
import { exitStatusOf } from "../exit.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { describeFailure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import { version } from "../version.ts";
import { holdNode } from "./hold.ts";
import { readJobHistory } from "./job-history.ts";
import type { RunOutcome, RunRequest, Session, Undo } from "./session.ts";

/** What the end reports, as far as it came. */
export interface Seen {
  readonly plan: Plan | null;
  /** HTCondor's log directory; null when it never ran. */
  readonly log: string | null;
}

/** Nothing is removed in which something still runs. */
export const removeWork =
  (host: Host, actor: Actor, path: string): Undo =>
  async (left) => {
    if (left.length > 0) return [path];
    const mounted = await unmountBelow(host, path);
    if (mounted.length > 0) return mounted.map((point) => `${point} (mounted)`);
    const removed = actor.removeTree(path);
    return removed.ok ? [] : [`${path} (${removed.error.what})`];
  };

/** Logs are read before the directory goes; the hold comes last, when nothing of ours is left on the node. */
export async function finishRun(
  request: RunRequest,
  session: Session,
  { plan, log }: Seen,
  outcome: RunOutcome,
): Promise<number> {
  session.phase("end");
  const status = outcome.failure === null ? 0 : exitStatusOf(outcome.failure.code);
  const logs = log === null ? {} : await collectLogs(request.host, request.actor, log);
  const jobs = log === null ? [] : await readJobHistory(request.host, log);
  if (log !== null)
    session.emit({
      event: "jobs",
      started: jobs.length,
      completed: jobs.filter(({ exitStatus }) => exitStatus !== null).length,
      evicted: jobs.filter(({ exitStatus, exitSignal }) => exitStatus === null && exitSignal === null).length,
    });
  if (outcome.failure !== null) session.emit({ event: "failed", failure: outcome.failure, status });
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
    reason: outcome.failure === null ? outcome.reason : describeFailure(outcome.failure),
    failure: outcome.failure,
    phases: session.phases,
    plan: plan === null ? null : { ...plan, attributes: undefined, condorConfig: undefined },
    jobs,
    logs,
    left,
  });
  session.emit({ event: "ended", reason: outcome.reason, status, seconds: endedAt - session.startedAt });
  if (outcome.failure !== null)
    await holdNode(outcome.failure, {
      wish: request.settings.GLIDEIN_Hold_Time.value,
      onTerminal: request.onTerminal,
      now: endedAt,
      slotEndsAt: slotEnd(plan?.lifetime.budget ?? []),
      stop: request.stop,
      emit: request.emit,
    });
  return status;
}
