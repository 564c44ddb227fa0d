import { join } from "node:path";
import { checkConfiguration } from "../../apply/condor/check-configuration.ts";
import type { CondorInstallation } from "../../apply/condor/tools.ts";
import { edgeFiles } from "../../apply/edge/state-directory.ts";
import { installKeeper } from "../../apply/programs.ts";
import { cannotWrite, type WorkDirectory } from "../../apply/work-directory.ts";
import { knowsEdges } from "../../decide/edge/condor-version.ts";
import { edgeKnobs, edgeTargetKnobs } from "../../decide/edge/edge-config.ts";
import { edgeCondorVersion } from "../../model/edge.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { type ConfigEntry, renderCondorConfig } from "../../parse/condor-config-text.ts";
import type { SavedEdge } from "../../parse/edge/saved-edge.ts";
import type { Session } from "../session.ts";
import { condorPaths, stageCondor } from "../stage.ts";
import type { EdgeRequest } from "./edge-request.ts";

export interface PreparedEdge {
  readonly condor: CondorInstallation;
  readonly keeper: string;
  /** Holds whom it may connect to; written again when names get other addresses. */
  readonly runtime: string;
}

/** HTCondor for the edge, configured and accepted by itself. */
export async function prepareEdge(
  request: EdgeRequest,
  session: Session,
  work: WorkDirectory,
  saved: SavedEdge,
  targets: readonly string[],
): Promise<Result<PreparedEdge, Failure>> {
  const { actor, setUpHost, state } = request;
  const tree = await stageCondor(request, session, work, { proxies: [], relay: null });
  if (!tree.ok) return tree;
  const { version, bin, sbin, libexec, libraryPath } = tree.value;
  if (!knowsEdges(version ?? ""))
    return err(
      failure(
        "CONDOR_BROKEN",
        tree.value.release,
        `HTCondor ${version ?? "of an unknown version"} cannot be an edge`,
        `Give --condor HTCondor ${edgeCondorVersion} or later, here and on the nodes; the pool may have an older one.`,
      ),
    );
  const paths = condorPaths(tree.value, work);
  const written = writeConfig(request, join(work.local, "condor_config"), [
    ...edgeKnobs({
      paths,
      name: saved.name,
      address: saved.address,
      port: saved.ports.broker,
      trustDomain: saved.trustDomain,
      passwords: join(state, edgeFiles.passwords),
    }),
  ]);
  if (!written.ok) return written;
  const targeted = writeConfig(request, paths.runtime, edgeTargetKnobs(targets));
  if (!targeted.ok) return targeted;
  const condor = { bin, sbin, libexec, libraryPath, configFile: join(work.local, "condor_config") };
  const accepted = await checkConfiguration(setUpHost, condor);
  if (!accepted.ok) return accepted;
  const keeper = installKeeper(actor, work.path);
  return keeper.ok ? ok({ condor, keeper: keeper.value, runtime: paths.runtime }) : keeper;
}

export function writeConfig(
  { actor }: Pick<EdgeRequest, "actor">,
  path: string,
  knobs: readonly ConfigEntry[],
): Result<null, Failure> {
  const rendered = renderCondorConfig(knobs);
  if (!rendered.ok)
    return err(rendered.error[0] ?? failure("BUG", path, "the configuration cannot be written", "Please report it."));
  const written = actor.writeFile(path, rendered.value);
  return written.ok ? ok(null) : err(cannotWrite(path, written.error.what));
}
