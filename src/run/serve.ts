import { join } from "node:path";
import { countJobs } from "../apply/condor/count-jobs.ts";
import { startMaster } from "../apply/condor/master.ts";
import { askPool, checkConfiguration } from "../apply/condor/preflight.ts";
import { waitUntilReady } from "../apply/condor/ready.ts";
import { retractAds } from "../apply/condor/retract.ts";
import { supervise } from "../apply/condor/supervise.ts";
import { type CondorInstallation, daemonEnvironment } from "../apply/condor/tools.ts";
import { writeContainerFiles } from "../apply/container-files.ts";
import { installCredentials } from "../apply/credentials.ts";
import { writeLease } from "../apply/lease.ts";
import { installKeeper } from "../apply/programs.ts";
import { RuntimeConfig } from "../apply/runtime-config.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import { batchGrace } from "../decide/batch-fences.ts";
import { decidePlan, type PlanDecision } from "../decide/plan.ts";
import type { EndReason } from "../model/event.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { epochSeconds, seconds } from "../model/units.ts";
import { evaluateChecks } from "./checks.ts";
import { lastLines } from "./last-lines.ts";
import { Watch } from "./look-again.ts";
import { reasonSentence } from "./reason.ts";
import type { RunOutcome, RunRequest, Session } from "./session.ts";
import { condorPaths, stageCondor } from "./stage.ts";

export interface Served {
  readonly outcome: RunOutcome;
  /** HTCondor's log directory, until the work directory goes. */
  readonly log: string;
}

export interface ServeInput {
  readonly facts: Facts;
  readonly decision: PlanDecision;
  readonly work: WorkDirectory;
}

/** Without a batch system that says how long a stop may take: long enough for a job's own clean-up, short for a person. */
const usualStopTimeout = 30;
const fastTimeout = 10;

/** From the work directory to the end of HTCondor: stage, configure, ask the pool, start, supervise. */
export async function serve(
  request: RunRequest,
  session: Session,
  input: ServeInput,
): Promise<Result<Served, Failure>> {
  const { work, facts } = input;
  const prepared = await prepare(request, session, input);
  if (!prepared.ok) return session.stopped ? ok(interrupted(request, work)) : prepared;
  if (session.stopped) return ok(interrupted(request, work));
  const { condor, plan, runtime, keeper } = prepared.value;
  session.phase("start");
  const started = await startMaster(request.actor, {
    keeper,
    program: join(condor.sbin, "condor_master"),
    env: {
      ...daemonEnvironment(condor, request.host.env, join(work.path, "tmp")),
      ...(plan.authentication.proxyFile === null
        ? {}
        : { X509_USER_PROXY: join(work.local, plan.authentication.proxyFile) }),
    },
    work: work.path,
    openFiles: request.openFiles,
  });
  if (!started.ok) return started;
  const master = started.value;
  session.emit({ event: "master-started", pid: master.pid });
  await writeLease(request.host, request.actor, work.path, plan.plan.name, [process.pid, master.keeperPid]);
  const watch = new Watch(request, session, {
    facts,
    lifetime: plan.lifetime,
    cpus: plan.plan.resources.cpus,
    work,
    runtime,
    reconfigure: () => master.signal("SIGHUP"),
  });
  const { settings } = request;
  const fixed = {
    readyTimeout: seconds(settings.GLIDEIN_Ready_Timeout.value),
    maxIdle: seconds(settings.GLIDEIN_Max_Idle.value),
    maxTail: seconds(settings.GLIDEIN_Max_Tail.value),
    gracefulAtDie: seconds(settings.GLIDEIN_Graceful_Shutdown.value),
    stopTimeout: seconds(settings.GLIDEIN_Stop_Timeout.value ?? batchGrace(facts.batch) ?? usualStopTimeout),
    fastTimeout: seconds(fastTimeout),
  };
  let slots: readonly string[] = [];
  const outcome = await supervise({
    master,
    now: () => epochSeconds(request.host.now()),
    emit: request.emit,
    plan: () => {
      const { retireAt, dieAt, winner } = watch.lifetime.lifetime;
      return { ...fixed, retireAt: epochSeconds(retireAt), dieAt: epochSeconds(dieAt), winner };
    },
    countJobs: () => countJobs(request.host, master.pid),
    lookAgain: () => watch.look(),
    lookAgainMs: settings.GLIDEIN_Look_Again.value * 1000,
    configure: ({ reason, ...change }) =>
      runtime.change({ ...change, ...(reason === undefined ? {} : { reason: reasonSentence(reason) }) }),
    ready: async (signal) => {
      const answer = await waitUntilReady({
        host: request.host,
        condor,
        name: plan.plan.name,
        slots: plan.plan.slots.reduce((sum, { count }) => sum + count, 0),
        timeoutMs: request.settings.GLIDEIN_Ready_Timeout.value * 1000,
        collector: plan.plan.collectors.join(", "),
        emit: request.emit,
        signal,
        logTail: () => lastLines(request.actor, work.log),
      });
      if ("slots" in answer) {
        slots = answer.slots;
        session.phase("ready");
      }
      return answer;
    },
    onSignal: request.onSignal,
    stop: request.stop,
  });
  if (!outcome.orderly) await retractAds(request.host, request.actor, condor, work.path, plan.plan.name, slots);
  return ok({ outcome: { reason: reasonSentence(outcome.reason), failure: failureOf(outcome.reason) }, log: work.log });
}

const interrupted = (request: RunRequest, work: WorkDirectory): Served => ({
  outcome: { reason: `signal ${String(request.stop.reason)} during set-up`, failure: null },
  log: work.log,
});

const failureOf = (reason: EndReason): Failure | null => (reason.kind === "failed" ? reason.failure : null);

interface Prepared {
  readonly condor: CondorInstallation;
  readonly plan: PlanDecision;
  readonly runtime: RuntimeConfig;
  readonly keeper: string;
}

async function prepare(
  request: RunRequest,
  session: Session,
  { facts, work }: ServeInput,
): Promise<Result<Prepared, Failure>> {
  const tree = await stageCondor(request, session, work, facts);
  if (!tree.ok) return tree;
  const staged: Facts = {
    ...facts,
    condor: {
      tree: tree.value.release,
      version: tree.value.version,
      from: facts.condor.from,
      problem: tree.value.problem,
    },
  };
  const paths = condorPaths(tree.value, work);
  const decided = decidePlan({
    facts: staged,
    settings: request.settings,
    checks: evaluateChecks(staged, request.settings, "node"),
    paths,
    classic: false,
  });
  if (!decided.ok)
    return err(
      decided.error[0] ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."),
    );
  const credentials = await installCredentials(
    request.host,
    request.actor,
    decided.value.authentication.install,
    work.local,
  );
  if (!credentials.ok) return credentials;
  const configFile = join(work.local, "condor_config");
  const runtime = new RuntimeConfig(request.actor, paths.runtime, decided.value.policy.retirement);
  if (!request.actor.writeFile(configFile, decided.value.plan.condorConfig).ok || !runtime.write()) {
    return err(
      failure(
        "NO_SPACE",
        configFile,
        "HTCondor's configuration cannot be written",
        "Free space in the scratch directory, or use --work-dir with another one.",
      ),
    );
  }
  const contained = writeContainerFiles(request.actor, work.local, decided.value.plan.container);
  if (!contained.ok) return contained;
  const condor: CondorInstallation = {
    bin: tree.value.bin,
    sbin: tree.value.sbin,
    libexec: tree.value.libexec,
    libraryPath: tree.value.libraryPath,
    configFile,
  };
  const accepted = await checkConfiguration(request.host, condor);
  if (!accepted.ok) return accepted;
  session.emit({
    event: "configured",
    path: configFile,
    knobs: decided.value.plan.condorConfig.split("\n").filter((line) => !line.startsWith("#")).length - 1,
  });
  const asked = await askPool(request.host, condor, decided.value.plan.collectors);
  if (!asked.ok) return asked;
  session.emit({ event: "pool-accepts", identity: asked.value });
  const keeper = installKeeper(request.actor, work.path);
  return keeper.ok ? ok({ condor, plan: decided.value, runtime, keeper: keeper.value }) : keeper;
}
