import type { Host } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const configMs = 20_000;

/** HTCondor itself reads the configuration before a daemon does: a syntax error is found without a restart loop. */
export async function checkConfiguration(host: Host, condor: CondorInstallation): Promise<Result<null, Failure>> {
  const result = await condorTool(host, condor, "condor_config_val", ["-dump", "GLIDEIN_Name"], configMs);
  if (result.ok && result.value.status === 0) return ok(null);
  const said = result.ok ? `${result.value.stderr}\n${result.value.stdout}`.trim() : result.error.what;
  return err(
    failure(
      "CONDOR_CONFIG_REFUSED",
      condor.configFile,
      "HTCondor does not accept the generated configuration",
      "This is a fault of glidein or of an expression in the settings; `glidein plan --format condor-config` shows the file.",
      { detail: redactSecrets(said).slice(0, 800) },
    ),
  );
}
