import { makeWorkDirectory, type WorkDirectory } from "../apply/work-directory.ts";
import { batchDeadlines } from "../decide/batch-fences.ts";
import { slotEnd } from "../decide/hold.ts";
import type { PlanDecision } from "../decide/plan.ts";
import { exitStatusOf } from "../exit.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok } from "../model/result.ts";
import { redactSecrets } from "../parse/redact.ts";
import { version } from "../version.ts";
import type { FindMeans } from "./failure-notice.ts";
import { finishRun, removeWork } from "./finish.ts";
import { observe, preview } from "./observe.ts";
import { removeDead } from "./remove-dead.ts";
import { type Served, serve } from "./serve.ts";
import { type RunOutcome, type RunRequest, Session, stoppedEarly } from "./session.ts";
import { toolsAtHand } from "./tools-at-hand.ts";

/**
 * The story of a glidein: look, decide, stage, start, supervise, report, clean up. The value is the exit status. What
 * was made is undone whatever happened; a stop signal before HTCondor runs ends it with the status of what had failed.
 */
export async function runGlidein(request: RunRequest): Promise<number> {
  const session = new Session(request);
  const seen: Seen = { decision: null, facts: null, work: null, served: null };
  session.emit({ event: "started", version, pid: process.pid });
  let outcome: RunOutcome;
  try {
    outcome = await live(request, session, seen);
  } catch (error) {
    outcome = failed(bug(error));
  }
  const served = seen.served?.ran ?? null;
  // What was served is what the pool had a word in.
  const plan = served?.plan ?? seen.decision?.plan ?? null;
  return finishRun(
    request,
    session,
    {
      ...{ plan, served, scratch: seen.facts?.storage.scratch.path ?? null, slotEndsAt: slotEndOf(seen) },
      findMeans: () => findMeans(request, session, seen),
    },
    outcome,
  );
}

/** The batch system may say it even where no plan could be made. */
function slotEndOf({ decision, facts }: Seen): number | null {
  if (decision !== null) return slotEnd(decision.plan.lifetime.budget);
  const [first] = facts === null ? [] : batchDeadlines(facts.batch);
  return first?.at ?? null;
}

/** What the end reports, as far as it came. */
interface Seen {
  decision: PlanDecision | null;
  facts: Facts | null;
  work: WorkDirectory | null;
  served: Served | null;
}

async function live(request: RunRequest, session: Session, seen: Seen): Promise<RunOutcome> {
  session.phase("look");
  const facts = await observe(request.setUpHost, request.settings, request.draw, {
    siteTable: request.siteTable ?? null,
  });
  seen.facts = facts;
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

/** HTCondor's tools for a run that failed; one that never came so far takes what is on the node. */
async function findMeans(
  request: RunRequest,
  session: Session,
  { decision, facts, work, served }: Seen,
): ReturnType<FindMeans> {
  if (facts === null || decision === null) return err("nobody knows yet how it is called");
  const { plan } = decision;
  const ran = served?.ran ?? null;
  if (ran !== null) return ok({ plan, condor: ran.condor, work: ran.work.path, choice: facts.choice });
  const { host, actor } = request;
  return toolsAtHand(request, {
    ...{ facts, release: null },
    work: async () => {
      if (work !== null) return ok(work);
      const made = await makeWorkDirectory(host, actor, facts.storage.scratch.path, plan.name);
      if (made.ok) session.onEnd(removeWork(request, made.value.path, session.startedAt));
      return made;
    },
  });
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
  await removeDead(request, facts.storage.scratch.path);
  const { host, actor } = request;
  const made = await makeWorkDirectory(host, actor, facts.storage.scratch.path, decision.plan.name);
  if (!made.ok) return failed(made.error);
  const work = made.value;
  seen.work = work;
  session.onEnd(removeWork(request, work.path, session.startedAt));
  session.emit({ event: "work-directory", path: work.path });
  const result = await serve(request, session, { facts, work });
  if (!result.ok) return failed(result.error);
  seen.served = result.value;
  return result.value.outcome;
}
