import { collectGarbage } from "../apply/garbage.ts";
import { writeLease } from "../apply/lease.ts";
import { makeWorkDirectory } from "../apply/work-directory.ts";
import type { PlanDecision } from "../decide/plan.ts";
import { exitStatusOf } from "../exit.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { redactSecrets } from "../parse/redact.ts";
import { version } from "../version.ts";
import { finishRun, removeWork } from "./finish.ts";
import { observe, preview } from "./observe.ts";
import { type Served, serve } from "./serve.ts";
import { type RunOutcome, type RunRequest, Session, stoppedEarly } from "./session.ts";

/**
 * The story of a glidein: look, decide, stage, start, supervise, report, clean up. The value is the exit status. What
 * was made is undone whatever happened; a stop signal before HTCondor runs ends it with the status of what had failed.
 */
export async function runGlidein(request: RunRequest): Promise<number> {
  const session = new Session(request);
  const seen: Seen = { decision: null, served: null };
  session.emit({ event: "started", version, pid: process.pid });
  let outcome: RunOutcome;
  try {
    outcome = await live(request, session, seen);
  } catch (error) {
    outcome = failed(bug(error));
  }
  return finishRun(request, session, { plan: seen.decision?.plan ?? null, served: seen.served?.ran ?? null }, outcome);
}

/** What the end reports, as far as it came. */
interface Seen {
  decision: PlanDecision | null;
  served: Served | null;
}

async function live(request: RunRequest, session: Session, seen: Seen): Promise<RunOutcome> {
  session.phase("look");
  const facts = await observe(request.setUpHost, request.settings, request.draw, {
    siteTable: request.siteTable ?? null,
  });
  if (session.stopped) return stoppedEarly(request);
  const unknown =
    facts.cpus.unknown.length + facts.memory.unknown.length + facts.storage.unknown.length + facts.batch.unknown.length;
  session.emit({ event: "looked", seconds: request.host.now() - session.startedAt, unknown });
  const { decision } = preview(facts, request.settings, false);
  if (!decision.ok) {
    for (const problem of decision.error.slice(1))
      session.emit({ event: "failed", failure: problem, status: exitStatusOf(problem.code) });
    return failed(
      decision.error[0] ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."),
    );
  }
  seen.decision = decision.value;
  announce(session, decision.value);
  if (decision.value.refusal !== null) return failed(decision.value.refusal);
  return inWorkDirectory(request, session, facts, seen, decision.value);
}

const failed = (why: Failure): RunOutcome => ({ reason: `${why.subject}: ${why.problem}`, failure: why });

function bug(error: unknown): Failure {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure("BUG", "glidein", "a bug of glidein", "Please report it, with this text and the report.", {
    detail: redactSecrets(text).slice(0, 2000),
  });
}

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

async function inWorkDirectory(
  request: RunRequest,
  session: Session,
  facts: Facts,
  seen: Seen,
  decision: PlanDecision,
): Promise<RunOutcome> {
  session.phase("stage");
  for (const { path, outcome, why } of await collectGarbage(
    request.host,
    request.actor,
    [facts.storage.scratch.path],
    false,
  ))
    session.emit({ event: "garbage", path, removed: outcome === "removed", why });
  const made = makeWorkDirectory(request.actor, facts.storage.scratch.path);
  if (!made.ok) return failed(made.error);
  const work = made.value;
  session.onEnd(removeWork(request.host, request.actor, work.path));
  session.emit({ event: "work-directory", path: work.path });
  await writeLease(request.host, request.actor, work.path, decision.plan.name, [process.pid]);
  const result = await serve(request, session, { facts, work });
  if (!result.ok) return failed(result.error);
  seen.served = result.value;
  return result.value.outcome;
}
