import { join } from "node:path";
import { countJobs } from "../apply/condor/count-jobs.ts";
import { type Master, startMaster } from "../apply/condor/master.ts";
import { waitUntilReady } from "../apply/condor/ready.ts";
import { retractAds } from "../apply/condor/retract.ts";
import { supervise } from "../apply/condor/supervise.ts";
import { type CondorInstallation, daemonEnvironment } from "../apply/condor/tools.ts";
import { writeLease } from "../apply/lease.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import type { ProcessEnd } from "../decide/end-reason.ts";
import { meaningOf } from "../decide/signal-meaning.ts";
import { supervisionPlan } from "../decide/supervision-plan.ts";
import type { Actor } from "../host/actor.ts";
import type { EndReason } from "../model/event.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";
import { epochSeconds } from "../model/units.ts";
import { lastStartdEnd } from "../parse/master-log.ts";
import { takeRequests } from "./control-request.ts";
import { endMaster } from "./end-master.ts";
import { handOver } from "./hand-over.ts";
import { lastLines } from "./last-lines.ts";
import { firstMemory, Watch } from "./look-again.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { reasonSentence } from "./reason.ts";
import { steadyMs } from "./saved-run.ts";
import { type RunOutcome, type RunRequest, type Session, stoppedEarly } from "./session.ts";

export interface Served {
  readonly outcome: RunOutcome;
  /** Null when HTCondor never came so far. */
  readonly ran: { readonly condor: CondorInstallation; readonly work: WorkDirectory; readonly plan: Plan } | null;
}

export interface ServeInput {
  readonly facts: Facts;
  readonly work: WorkDirectory;
}

/** What a shutdown writes at its end is in the last lines. */
const masterLogBytes = 16_384;

/** From the work directory to the end of HTCondor: stage, configure, ask the pool, start, supervise. */
export async function serve(
  request: RunRequest,
  session: Session,
  { facts, work }: ServeInput,
): Promise<Result<Served, Failure>> {
  const prepared = await prepare(request, session, facts, work);
  if (!prepared.ok) return session.stopped ? ok({ outcome: stoppedEarly(request), ran: null }) : prepared;
  const ran = { condor: prepared.value.condor, work, plan: prepared.value.plan.plan };
  if (session.stopped) return ok({ outcome: stoppedEarly(request), ran });
  // Whoever wants no jobs here is to get none, not even for a moment.
  const { host, actor, settings } = request;
  const [asked] = await takeRequests(host, actor, settings, work.path, epochSeconds(host.now()));
  if (asked !== undefined) return ok({ outcome: { reason: reasonSentence(asked.reason), failure: null }, ran });
  const started = await start(request, session, prepared.value, work);
  if (!started.ok) return started;
  const reason = await superviseMaster(request, session, {
    facts,
    work,
    prepared: prepared.value,
    master: started.value,
  });
  return ok({ outcome: outcomeOf(reason, () => lastLines(request.actor, work.log)), ran });
}

async function start(
  request: RunRequest,
  session: Session,
  { condor, plan, keeper }: Prepared,
  work: WorkDirectory,
): Promise<Result<Master, Failure>> {
  session.phase("start");
  const { proxyFile } = plan.authentication;
  const started = await startMaster(request.host, request.actor, {
    keeper,
    program: join(condor.sbin, "condor_master"),
    env: {
      ...daemonEnvironment(condor, request.host.env, join(work.path, "tmp")),
      ...(proxyFile === null ? {} : { X509_USER_PROXY: join(work.local, proxyFile) }),
    },
    work: work.path,
    openFiles: request.openFiles,
  });
  if (!started.ok) return err({ ...started.error, detail: started.error.detail ?? lastLines(request.actor, work.log) });
  const master = started.value;
  session.onEnd(() => endMaster(master));
  session.emit({ event: "master-started", pid: master.pid });
  await writeLease(request.host, request.actor, work.path, plan.plan.name, [process.pid, master.keeperPid]);
  return started;
}

interface Supervised {
  readonly facts: Facts;
  readonly work: WorkDirectory;
  readonly prepared: Prepared;
  readonly master: Master;
}

async function superviseMaster(
  request: RunRequest,
  session: Session,
  { facts, work, prepared: { condor, plan, runtime, keeper }, master }: Supervised,
): Promise<EndReason> {
  const { settings, host, setUpHost, actor } = request;
  const watch = new Watch(request, session, {
    memory: firstMemory(facts, plan.lifetime),
    cpus: plan.allocatedCpus,
    work,
    runtime,
    reconfigure: () => master.signal("SIGHUP"),
  });
  let slots: readonly string[] = [];
  const outcome = await supervise({
    master,
    now: () => epochSeconds(host.now()),
    emit: request.emit,
    plan: () => supervisionPlan(settings, facts, watch.lifetime),
    countJobs: () => countJobs(host, master.pid, work.execute),
    requests: () => takeRequests(host, actor, settings, work.path, epochSeconds(host.now())),
    lookAgain: () => watch.look(),
    lookAgainMs: settings.GLIDEIN_Look_Again.value * 1000,
    configure: ({ reason, ...change }) =>
      runtime.change({ ...change, ...(reason === undefined ? {} : { reason: reasonSentence(reason) }) }),
    ready: async (signal) => {
      const answer = await waitUntilReady({
        host: setUpHost,
        condor,
        name: plan.plan.name,
        slots: plan.plan.slots.reduce((sum, { count }) => sum + count, 0),
        timeoutMs: settings.GLIDEIN_Ready_Timeout.value * 1000,
        collector: plan.plan.collectors.join(", "),
        emit: request.emit,
        signal,
        logTail: () => lastLines(actor, work.log),
      });
      if ("slots" in answer) {
        slots = answer.slots;
        session.phase("ready");
      }
      return answer;
    },
    meaningOf: (signal) => meaningOf(signal, settings, facts.batch),
    onSignal: request.onSignal,
    stop: request.stop,
    startdEnd: () => startdEnd(actor, work.log),
    handOver: async (current) => {
      const { revival } = request;
      if (revival === undefined) return;
      await handOver(request, session, revival, keeper, () => ({
        schema: "glidein.saved-run/3",
        given: {
          ...{ draw: request.draw, directory: request.directory, openFiles: request.openFiles },
          ...{ onTerminal: request.onTerminal, settings, events: revival.events },
        },
        ...{ startedAt: session.startedAt, phases: session.phases, work, condor },
        ...{ masterPid: master.pid, keeperPid: master.keeperPid, plan: plan.plan, slots, cpus: plan.allocatedCpus },
        runtime: { path: runtime.path, values: runtime.values },
        watch: watch.memory,
        state: current(),
        clock: { wall: host.now(), ms: steadyMs() },
        ...{ killed: false, startdGoneSince: null, jobs: null, lookedAt: host.now() },
        pilot: request.pilot ?? null,
      }));
    },
  });
  if (!outcome.orderly) await retractAds(host, actor, condor, work.path, plan.plan.name, slots);
  return outcome.reason;
}

export function startdEnd(actor: Actor, log: string): ProcessEnd | null {
  const tail = actor.readTail(join(log, "MasterLog"), masterLogBytes);
  return tail.ok ? lastStartdEnd(tail.value) : null;
}

export function outcomeOf(reason: EndReason, logTail: () => string): RunOutcome {
  const failure = reason.kind === "failed" ? { ...reason.failure, detail: reason.failure.detail ?? logTail() } : null;
  return { reason: reasonSentence(reason), failure };
}
