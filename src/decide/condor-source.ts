import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { type CondorSource, condorSourceExpectation, parseCondorSource } from "../parse/condor-source.ts";
import { redactSecrets } from "../parse/redact.ts";

/** Where `--condor` says that HTCondor comes from; a broken value is a broken setting. */
export function decideCondorSource({
  GLIDEIN_Condor,
}: Pick<Settings, "GLIDEIN_Condor">): Result<CondorSource, Failure> {
  const { value } = GLIDEIN_Condor;
  const source = parseCondorSource(value);
  if (source.ok) return source;
  return err(
    failure(
      "SETTING_INVALID",
      `GLIDEIN_Condor ${redactSecrets(value).slice(0, 100)}`,
      source.error.problem,
      "Correct --condor.",
      { expected: condorSourceExpectation },
    ),
  );
}

/**
 * Whether the place that was named has no HTCondor. Where nobody named one, it may still come from elsewhere, and what
 * was recorded of a node may lack it.
 */
export function missingCondor(
  source: CondorSource,
  { condor }: Facts,
  { GLIDEIN_Offline: offline }: Pick<Settings, "GLIDEIN_Offline">,
): Result<null, Failure> {
  if (source.kind === "url" && offline.value)
    return err(
      failure(
        "SETTING_INVALID",
        `GLIDEIN_Condor ${redactSecrets(source.url).slice(0, 100)}`,
        "it would have to be fetched, and the glidein is offline",
        "Give --condor a directory or a tarball that the node can read, or leave --offline out.",
      ),
    );
  if (source.kind !== "path" || condor.tree !== null || !/does not exist|no sbin\/condor_master/u.test(condor.problem))
    return ok(null);
  return err(
    failure(
      "CONDOR_NOT_FOUND",
      source.path,
      condor.problem,
      "Give --condor the path of an HTCondor release on this node, a tarball, or a URL with #sha256=.",
    ),
  );
}
