import { join, resolve } from "node:path";
import type { WorkDirectory } from "../apply/work-directory.ts";
import { decideCondorSource } from "../decide/condor-source.ts";
import { decidePlan } from "../decide/plan.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { type CondorTree, findCondor, inspectCondor } from "../probe/condor.ts";
import { evaluateChecks } from "./checks.ts";
import { writeCondorFiles } from "./condor-files.ts";
import type { NoticeMeans } from "./failure-notice.ts";
import type { RunRequest } from "./session.ts";
import { condorPaths } from "./stage.ts";

export interface AtHandInput {
  readonly facts: Facts;
  /** The work directory, or a new one. */
  readonly work: () => Promise<Result<WorkDirectory, Failure>>;
  /** Where a staging area put HTCondor; null: where the settings say. */
  readonly release: string | null;
}

type AtHandRequest = Pick<RunRequest, "host" | "actor" | "settings" | "directory" | "staged">;

/**
 * For a glidein that failed before it configured HTCondor: a configuration for the tools of one that is on the node
 * anyway. Nothing is fetched or unpacked for that.
 */
export async function toolsAtHand(request: AtHandRequest, input: AtHandInput): Promise<Result<NoticeMeans, string>> {
  const { facts, release } = input;
  const { settings } = request;
  const work = await input.work();
  if (!work.ok) return err(`${work.error.subject}: ${work.error.problem}`);
  const tree = await findTree(request, work.value, release);
  if (tree === null || tree.version === null) return err("no HTCondor that works is on the node yet");
  const paths = condorPaths(tree, work.value);
  const checks = evaluateChecks(facts, settings, "node");
  const classic = request.staged !== undefined || release !== null;
  const decided = decidePlan({ facts, settings, checks, paths, classic });
  if (!decided.ok) return err("no plan could be made, so nobody knows how it is called");
  const configFile = join(work.value.local, "condor_config");
  const written = await writeCondorFiles(request, decided.value, { configFile, runtime: paths.runtime }, work.value);
  if (!written.ok) return err(`${written.error.subject}: ${written.error.problem}`);
  const { bin, sbin, libexec, libraryPath } = tree;
  const condor = { bin, sbin, libexec, libraryPath, configFile };
  return ok({ plan: decided.value.plan, condor, work: work.value.path, choice: facts.choice });
}

async function findTree(
  { host, settings, directory }: AtHandRequest,
  work: WorkDirectory,
  release: string | null,
): Promise<CondorTree | null> {
  if (release !== null) return inspectCondor(host, release);
  const source = decideCondorSource(settings);
  if (source.ok && source.value.kind === "path") {
    const given = await inspectCondor(host, resolve(directory, source.value.path));
    if (given !== null) return given;
  }
  const unpacked = await inspectCondor(host, join(work.path, "release"));
  return unpacked ?? (await findCondor(host))?.tree ?? null;
}
