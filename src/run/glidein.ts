import { join } from "node:path";
import { writeLease } from "../apply/lease.ts";
import { collectLogs, writeReport } from "../apply/report.ts";
import { makeWorkDirectory } from "../apply/work-directory.ts";
import type { PlanDecision } from "../decide/plan.ts";
import { exitStatusOf } from "../exit.ts";
import { describeFailure, type Failure, failure } from "../model/failure.ts";
import { version } from "../version.ts";
import { holdNode } from "./hold.ts";
import { readJobHistory } from "./job-history.ts";
import { observe, preview } from "./observe.ts";
import { type Served, serve } from "./serve.ts";
import { type RunOutcome, type RunRequest, Session } from "./session.ts";

/**
 * The story of a glidein: look, decide, stage, start, supervise, report, clean up. The value is the exit status. What
 * was made is undone whatever happened; a stop signal before HTCondor runs ends it with the status of what had failed.
 */
export async function runGlidein(request: RunRequest): Promise<number> {
  const session = new Session(request);
  let decision: PlanDecision | null = null;
  let served: Served | null = null;
  let outcome: RunOutcome;
  session.emit({ event: "started", version, pid: process.pid });
  session.phase("look");
  const facts = await observe(request.host, request.settings, request.draw);
  const unknown =
    facts.cpus.unknown.length + facts.memory.unknown.length + facts.storage.unknown.length + facts.batch.unknown.length;
  session.emit({ event: "looked", seconds: request.host.now() - session.startedAt, unknown });
  const { decision: decided } = preview(facts, request.settings, false);
  if (!decided.ok) {
    for (const problem of decided.error.slice(1))
      session.emit({ event: "failed", failure: problem, status: exitStatusOf(problem.code) });
    outcome = failed(
      decided.error[0] ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."),
    );
  } else {
    decision = decided.value;
    announce(session, decision);
    if (decision.refusal !== null) outcome = failed(decision.refusal);
    else if (session.stopped) outcome = stoppedEarly(request);
    else ({ outcome, served } = await inWorkDirectory(request, session, facts, decision));
  }
  return finish(request, session, { outcome, decision, served, slotEndsAt: decision?.plan.lifetime.endAt ?? null });
}

const failed = (why: Failure): RunOutcome => ({ reason: `${why.subject}: ${why.problem}`, failure: why });
const stoppedEarly = ({ stop }: RunRequest): RunOutcome => ({
  reason: `signal ${String(stop.reason)} during set-up`,
  failure: null,
});

function announce(session: Session, { plan }: PlanDecision): void {
  for (const { check, severity, message, fix } of plan.findings)
    session.emit({ event: "finding", check, severity, message, fix });
  session.emit({
    event: "decided",
    name: plan.name,
    verdict: plan.verdict,
    cpus: plan.resources.cpus,
    memoryMiB: plan.resources.memoryMiB,
    endAt: plan.lifetime.endAt,
    winner: plan.lifetime.winner,
  });
}

type Facts = Awaited<ReturnType<typeof observe>>;

async function inWorkDirectory(
  request: RunRequest,
  session: Session,
  facts: Facts,
  decision: PlanDecision,
): Promise<{ outcome: RunOutcome; served: Served | null }> {
  session.phase("stage");
  const made = makeWorkDirectory(request.actor, facts.storage.scratch.path);
  if (!made.ok) return { outcome: failed(made.error), served: null };
  const work = made.value;
  session.onEnd(async () => {
    const removed = request.actor.removeTree(work.path);
    return removed.ok ? [] : [`${work.path} (${removed.error.what})`];
  });
  session.emit({ event: "work-directory", path: work.path });
  await writeLease(request.host, request.actor, work.path, decision.plan.name, [process.pid]);
  const result = await serve(request, session, { facts, decision, work });
  return { outcome: result.ok ? result.value.outcome : failed(result.error), served: result.ok ? result.value : null };
}

interface Ending {
  readonly outcome: RunOutcome;
  readonly decision: PlanDecision | null;
  readonly served: Served | null;
  readonly slotEndsAt: number | null;
}

/** Logs are read before the directory goes; the hold comes last, when nothing of ours is left on the node. */
async function finish(
  request: RunRequest,
  session: Session,
  { outcome, decision, served, slotEndsAt }: Ending,
): Promise<number> {
  session.phase("end");
  const status = outcome.failure === null ? 0 : exitStatusOf(outcome.failure.code);
  const logs = served === null ? {} : await collectLogs(request.host, request.actor, served.log);
  const jobs = served === null ? [] : await readJobHistory(request.host, served.log);
  if (served !== null)
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
    name: decision?.plan.name ?? "",
    version,
    startedAt: session.startedAt,
    endedAt,
    status,
    reason: outcome.failure === null ? outcome.reason : describeFailure(outcome.failure),
    failure: outcome.failure,
    phases: session.phases,
    plan: decision === null ? null : { ...decision.plan, attributes: undefined, condorConfig: undefined },
    jobs,
    logs,
    left,
  });
  session.emit({ event: "ended", reason: outcome.reason, status, seconds: endedAt - session.startedAt });
  if (outcome.failure !== null) await holdNode(request, outcome.failure, slotEndsAt);
  return status;
}
