import { retractAds } from "../apply/condor/retract.ts";
import { describeExit } from "../apply/condor/supervise.ts";
import { isOrderly, type MasterExit } from "../decide/end-reason.ts";
import { step } from "../decide/supervision.ts";
import { supervisionPlan } from "../decide/supervision-plan.ts";
import { finishRun, removeWork } from "./finish.ts";
import { lastLines } from "./last-lines.ts";
import { nowOf } from "./resume.ts";
import type { SavedRun } from "./saved-run.ts";
import { outcomeOf, startdEnd } from "./serve.ts";
import type { RunRequest, Session } from "./session.ts";

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
  session.onEnd(removeWork(host, actor, work.path));
  if (left) session.onEnd(async () => ["processes that could not be killed"]);
  const outcome = outcomeOf(reason, () => lastLines(actor, work.log));
  return finishRun(request, session, { plan, served: { condor, work } }, outcome);
}
