import { join } from "node:path";
import { askPool } from "../apply/condor/ask-pool.ts";
import { checkConfiguration } from "../apply/condor/check-configuration.ts";
import type { CondorInstallation } from "../apply/condor/tools.ts";
import { installKeeper } from "../apply/programs.ts";
import type { RuntimeConfig } from "../apply/runtime-config.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import { decidePlan, type PlanDecision } from "../decide/plan.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { probeCondorGpus } from "../probe/condor-gpus.ts";
import { evaluateChecks } from "./checks.ts";
import { writeCondorFiles } from "./condor-files.ts";
import type { RunRequest, Session } from "./session.ts";
import { condorPaths, stageCondor } from "./stage.ts";

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
  const tree = await stageCondor(request, session, work, facts);
  if (!tree.ok) return tree;
  const { release, version, problem, bin, sbin, libexec, libraryPath } = tree.value;
  const gpus = await probeCondorGpus(setUpHost, tree.value);
  const staged: Facts = { ...facts, condor: { tree: release, version, from: facts.condor.from, problem, gpus } };
  const paths = condorPaths(tree.value, work);
  const checks = evaluateChecks(staged, settings, "node");
  const decided = decidePlan({
    ...{ facts: staged, settings, checks, paths },
    classic: request.staged !== undefined,
    ...(request.staged === undefined ? {} : { staged: request.staged }),
  });
  if (!decided.ok)
    return err(
      decided.error[0] ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."),
    );
  const plan = decided.value;
  if (plan.refusal !== null) return err(plan.refusal);
  const configFile = join(work.local, "condor_config");
  const written = await writeCondorFiles(request, plan, { configFile, runtime: paths.runtime }, work);
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
  session.emit({ event: "configured", path: configFile, knobs: knobsIn(plan.plan.condorConfig) });
  const asked = await askPool(setUpHost, condor, plan.plan.collectors);
  if (!asked.ok) return asked;
  session.emit({ event: "pool-accepts", identity: asked.value });
  const keeper = installKeeper(actor, work.path);
  return keeper.ok ? ok({ condor, plan, runtime: written.value, keeper: keeper.value }) : keeper;
}

const knobsIn = (config: string): number =>
  config.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
