import { dirname } from "node:path";
import { retractAds } from "../apply/condor/retract.ts";
import { describeExit } from "../apply/condor/supervise.ts";
import { isOrderly, type MasterExit } from "../decide/end-reason.ts";
import { slotEnd } from "../decide/hold.ts";
import { step } from "../decide/supervision.ts";
import { supervisionPlan } from "../decide/supervision-plan.ts";
import type { EndReason } from "../model/event.ts";
import { ok } from "../model/result.ts";
import { failureText } from "../parse/failure-text.ts";
import type { ClassicRequest } from "./classic/classic-request.ts";
import { tellCondorEnd } from "./classic/condor-end.ts";
import { endPilot } from "./classic/end-pilot.ts";
import type { PilotRecord } from "./classic/pilot-record.ts";
import { type FindMeans, showFailure } from "./failure-notice.ts";
import { finishRun, removeWork } from "./finish.ts";
import { lastLines } from "./last-lines.ts";
import { nowOf } from "./resume.ts";
import type { SavedRun } from "./saved-run.ts";
import { outcomeOf, startdEnd } from "./serve.ts";
import type { RunOutcome, RunRequest, Session } from "./session.ts";

export interface KeeperEnd {
  readonly exit: MasterExit;
  /** Whether something could not be killed. */
  readonly left: boolean;
}

/** The end of a run that waited, now that nothing of HTCondor's runs any more; the value is the exit status. */
export async function endSavedRun(
  request: RunRequest,
  session: Session,
  saved: SavedRun,
  { exit, left }: KeeperEnd,
  say: ClassicRequest["say"],
): Promise<number> {
  const { host, actor, settings, emit } = request;
  const { condor, work, plan, slots, state, watch } = saved;
  emit({ event: "master-exited", status: describeExit(exit) });
  const startd = startdEnd(actor, work.log);
  const now = nowOf(saved, host.now());
  const supervision = supervisionPlan(settings, watch.facts, watch.lifetime);
  const [last] = step(state, { kind: "master-exited", now, exit, startd }, supervision);
  const orderly = !saved.killed && isOrderly(exit) && (startd === null || isOrderly(startd));
  if (!orderly) await retractAds(host, actor, condor, work.path, plan.name, slots);
  const reason = last.kind === "stopped" ? last.reason : ({ kind: "idle" } as const);
  session.onEnd(removeWork(request, work.path, session.startedAt));
  if (left) session.onEnd(async () => ["processes that could not be killed"]);
  const outcome = outcomeOf(reason, () => lastLines(actor, work.log));
  const findMeans = (): ReturnType<FindMeans> =>
    Promise.resolve(ok({ plan, condor, work: work.path, choice: watch.facts.choice }));
  if (saved.pilot !== null)
    return endSavedPilot(request, session, saved, { pilot: saved.pilot, reason, outcome, now, say, findMeans });
  return finishRun(
    request,
    session,
    {
      plan,
      served: { condor, work },
      scratch: dirname(work.path),
      slotEndsAt: slotEnd(plan.lifetime.budget),
      findMeans,
    },
    outcome,
  );
}

interface PilotOutcome {
  readonly pilot: PilotRecord;
  readonly say: ClassicRequest["say"];
  readonly reason: EndReason;
  readonly outcome: RunOutcome;
  readonly now: number;
  readonly findMeans: FindMeans;
}

/** The same for a pilot of a GlideinWMS factory: its log and documents instead of the report. */
async function endSavedPilot(
  request: RunRequest,
  session: Session,
  { work, plan, phases, startedAt }: SavedRun,
  { pilot, say, reason, outcome: { failure }, now, findMeans }: PilotOutcome,
): Promise<number> {
  const { host, actor, stop, onTerminal, settings, emit } = request;
  const result = await tellCondorEnd({ say, actor }, host, {
    ...{ work: work.path, log: work.log, cpus: plan.resources.cpus, failure, endedAt: now },
    ...{
      beganAt: startedAt,
      condorAt: phases["start"] ?? startedAt,
      killed: reason.kind === "signal" || reason.kind === "stop-request",
    },
  });
  if (failure !== null) say("stderr", `${failureText(failure)}\n`);
  const record = { ...pilot, results: [...pilot.results, result] };
  const ending = { failure, decidedAt: now, last: result, isHurried: reason.kind === "signal" };
  return endPilot({ actor, say, stop, onTerminal }, host, record, ending, {
    removeAll: () => session.end(),
    show: (shown) => showFailure({ host, actor, settings, emit }, findMeans, shown),
  });
}
