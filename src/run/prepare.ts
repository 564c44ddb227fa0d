import { join } from "node:path";
import { askAccessPoints } from "../apply/condor/ask-access-points.ts";
import { askPool } from "../apply/condor/ask-pool.ts";
import { checkConfiguration } from "../apply/condor/check-configuration.ts";
import type { CondorInstallation } from "../apply/condor/tools.ts";
import { installKeeper } from "../apply/programs.ts";
import type { RuntimeConfig } from "../apply/runtime-config.ts";
import { cannotWrite, type WorkDirectory } from "../apply/work-directory.ts";
import type { PlanDecision } from "../decide/plan.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { probeCondorGpus } from "../probe/condor-gpus.ts";
import { evaluateChecks } from "./checks.ts";
import { writeCondorFiles } from "./condor-files.ts";
import { relayOf } from "./edge/relay-of.ts";
import type { RunRequest, Session } from "./session.ts";
import { condorPaths, stageCondor } from "./stage.ts";
import { planStaged } from "./staged-plan.ts";

/** Everything that condor_master needs, in place and accepted by HTCondor and by the pool. */
export interface Prepared {
  readonly condor: CondorInstallation;
  readonly plan: PlanDecision;
  readonly runtime: RuntimeConfig;
  readonly keeper: string;
}

/** Stages HTCondor, plans with it, writes its files, and asks itself and the pool whether they accept them. */
export async function prepare(
  request: RunRequest,
  session: Session,
  facts: Facts,
  work: WorkDirectory,
): Promise<Result<Prepared, Failure>> {
  const { actor, setUpHost, settings } = request;
  const relay = await relayOf(setUpHost, settings);
  if (!relay.ok) return relay;
  const way = { proxies: facts.network.proxies, relay: relay.value };
  const tree = await stageCondor(request, session, work, way);
  if (!tree.ok) return tree;
  const { release, version, problem, bin, sbin, libexec, libraryPath } = tree.value;
  const gpus = await probeCondorGpus(setUpHost, tree.value);
  const staged: Facts = { ...facts, condor: { tree: release, version, from: facts.condor.from, problem, gpus } };
  const paths = condorPaths(tree.value, work);
  const first = planStaged(request, staged, paths);
  if (!first.ok) return first;
  const configFile = join(work.local, "condor_config");
  const written = await writeCondorFiles(request, first.value, { configFile, ...paths }, work);
  if (!written.ok) return written;
  const condor: CondorInstallation = { bin, sbin, libexec, libraryPath, configFile };
  const accepted = await checkConfiguration(setUpHost, condor);
  if (!accepted.ok) return accepted;
  const configuration = { accepted: true, said: "" };
  for (const { id, findings } of evaluateChecks(
    { ...staged, condor: { ...staged.condor, configuration } },
    settings,
    "staged",
  ))
    for (const { severity, message, fix } of findings)
      session.emit({ event: "finding", check: id, severity, message, fix });
  session.emit({ event: "configured", path: configFile, knobs: knobsIn(first.value.plan.condorConfig) });
  const { collectors, hiding } = first.value.plan;
  const [asked, accessPoints] = await Promise.all([
    askPool(setUpHost, condor, collectors, relay.value !== null),
    hiding.starter ? askAccessPoints(setUpHost, condor) : null,
  ]);
  if (!asked.ok) return asked;
  session.emit({ event: "pool-accepts", identity: asked.value });
  // HTCondor can ask nobody before it is configured, so this is planned with last.
  const known = accessPoints === null || accessPoints.length === 0;
  const plan = known ? first : planStaged(request, { ...staged, accessPoints }, paths);
  if (!plan.ok) return plan;
  const moved = plan === first ? ok(null) : replaceConfiguration(request, session, plan.value, first.value, configFile);
  if (!moved.ok) return moved;
  const keeper = installKeeper(actor, work.path);
  return keeper.ok ? ok({ condor, plan: plan.value, runtime: written.value, keeper: keeper.value }) : keeper;
}

/** What the pool's access points change: which program is the starter, and what is said of it. */
function replaceConfiguration(
  { actor }: Pick<RunRequest, "actor">,
  session: Session,
  { plan }: PlanDecision,
  before: PlanDecision,
  configFile: string,
): Result<null, Failure> {
  const known = new Set(before.plan.findings.map(({ message }) => message));
  for (const { check, severity, message, fix } of plan.findings)
    if (!known.has(message)) session.emit({ event: "finding", check, severity, message, fix });
  if (plan.condorConfig === before.plan.condorConfig) return ok(null);
  const config = actor.writeFile(configFile, plan.condorConfig);
  return config.ok ? ok(null) : err(cannotWrite(configFile, config.error.what));
}

const knobsIn = (config: string): number =>
  config.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
