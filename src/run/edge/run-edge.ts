import { join } from "node:path";
import { type Master, startMaster } from "../../apply/condor/master.ts";
import { describeExit } from "../../apply/condor/supervise.ts";
import { daemonEnvironment } from "../../apply/condor/tools.ts";
import { openStateDirectory, readSavedEdge } from "../../apply/edge/state-directory.ts";
import { writeLease } from "../../apply/lease.ts";
import { makeWorkDirectory, type WorkDirectory } from "../../apply/work-directory.ts";
import { decideEdge, type EdgePlan } from "../../decide/edge/edge-plan.ts";
import { exitStatusOf } from "../../exit.ts";
import { ownAddresses } from "../../host/own-addresses.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { SavedEdge } from "../../parse/edge/saved-edge.ts";
import { version } from "../../version.ts";
import { endMaster } from "../end-master.ts";
import { removeWork } from "../finish.ts";
import { lastLines } from "../last-lines.ts";
import { removeDead } from "../remove-dead.ts";
import { Session } from "../session.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { lookUpPool } from "./pool-addresses.ts";
import { prepareEdge } from "./prepare-edge.ts";
import { restoreEdge } from "./restore-edge.ts";
import { ServingEdge } from "./serve-edge.ts";

/** The story of an edge, until it is stopped; the value is the exit status. */
export async function runEdge(request: EdgeRequest): Promise<number> {
  const session = new Session(request);
  session.emit({ event: "started", version, pid: process.pid });
  const lived = await live(request, session);
  const failed = lived.ok || request.stop.aborted ? null : lived.error;
  const status = failed === null ? 0 : exitStatusOf(failed.code);
  if (failed !== null) session.emit({ event: "failed", failure: failed, status });
  session.emit({ event: "cleaned", left: await session.end() });
  const reason = failed === null ? (lived.ok ? lived.value : `signal ${String(request.stop.reason)}`) : failed.problem;
  session.emit({ event: "ended", reason, status, seconds: request.host.now() - session.startedAt });
  return status;
}

/** Why it ended. */
async function live(request: EdgeRequest, session: Session): Promise<Result<string, Failure>> {
  const { host, actor, settings, state, scratch } = request;
  const opened = await openStateDirectory(host, state);
  if (!opened.ok) return opened;
  const before = await readSavedEdge(host, state);
  if (!before.ok) return before;
  const plan = decideEdge(settings, ownAddresses(), before.value?.address ?? null);
  if (!plan.ok) return plan;
  for (const warning of plan.value.warnings)
    session.emit({ event: "finding", check: "edge", severity: "warning", ...warning });
  const saved = await restoreEdge(request, plan.value, before.value);
  if (!saved.ok) return saved;
  await removeDead(request, scratch);
  const work = await makeWorkDirectory(host, actor, scratch, saved.value.name);
  if (!work.ok) return work;
  session.onEnd(removeWork(request, work.value.path, session.startedAt));
  session.emit({ event: "work-directory", path: work.value.path });
  return inWorkDirectory(request, session, { plan: plan.value, saved: saved.value, work: work.value });
}

interface Beginning {
  readonly plan: EdgePlan;
  readonly saved: SavedEdge;
  readonly work: WorkDirectory;
}

async function inWorkDirectory(
  request: EdgeRequest,
  session: Session,
  { plan, saved, work }: Beginning,
): Promise<Result<string, Failure>> {
  const pool = await lookUpPool(request.setUpHost, plan.targets);
  for (const name of pool.unknown)
    session.emit({
      ...{ event: "finding", check: "edge", severity: "warning" },
      message: `${name} cannot be looked up here now; nodes that know its address will not be connected`,
      fix: "Correct the name; it is looked up again from time to time.",
    });
  const prepared = await prepareEdge(request, session, work, saved, pool.allowed);
  if (!prepared.ok) return prepared;
  const { condor, keeper, runtime } = prepared.value;
  if (session.stopped) return ok("stopped during set-up");
  const started = await startMaster(request.host, request.actor, {
    keeper,
    program: join(condor.sbin, "condor_master"),
    env: daemonEnvironment(condor, request.host.env, join(work.path, "tmp")),
    work: work.path,
    openFiles: null,
    // It has no jobs; and whoever starts the next one waits for its ports.
    deathGrace: 0,
  });
  if (!started.ok) return started;
  const master = started.value;
  session.onEnd(() => endMaster(master));
  session.emit({ event: "master-started", pid: master.pid });
  await writeLease(request.host, request.actor, work.path, saved.name, [process.pid, master.keeperPid]);
  const serving = new ServingEdge(request, { plan, saved, work, condor, runtime, master, pool });
  session.onEnd(() => {
    serving.close();
    return Promise.resolve([]);
  });
  const ready = await serving.start();
  if (!ready.ok) return ready;
  return untilItEnds(request, master, serving, () => lastLines(request.actor, work.log));
}

/** Whatever comes first: a signal, a request to stop, or the end of HTCondor. */
async function untilItEnds(
  { stop }: EdgeRequest,
  master: Master,
  serving: ServingEdge,
  logTail: () => string,
): Promise<Result<string, Failure>> {
  const { promise: stopped, resolve } = Promise.withResolvers<string>();
  stop.addEventListener("abort", () => resolve(`signal ${String(stop.reason)}`), { once: true });
  if (stop.aborted) resolve(`signal ${String(stop.reason)}`);
  const end = await Promise.race([stopped, serving.stopRequested.then(() => "asked to stop"), master.exited]);
  if (typeof end === "string") return ok(end);
  return err(
    failure(
      "CONDOR_BROKEN",
      "condor_master",
      `HTCondor ended by itself: ${describeExit(end)}`,
      "Start the edge again; its log says more.",
      { detail: logTail() },
    ),
  );
}
