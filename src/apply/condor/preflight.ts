import type { CommandResult, Host, Read } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const configMs = 20_000;
const pingMs = 30_000;

/** HTCondor itself reads the configuration before a daemon does: a syntax error is found without a restart loop. */
export async function checkConfiguration(host: Host, condor: CondorInstallation): Promise<Result<null, Failure>> {
  const result = await condorTool(host, condor, "condor_config_val", ["-dump", "GLIDEIN_Name"], configMs);
  if (succeeded(result)) return ok(null);
  return err(
    failure(
      "CONDOR_CONFIG_REFUSED",
      condor.configFile,
      "HTCondor does not accept the generated configuration",
      "This is a fault of glidein or of an expression in the settings; `glidein plan --format condor-config` shows the file.",
      {
        detail: said(result),
      },
    ),
  );
}

/** Whether the pool lets us advertise, asked of the collector with our own credential; the value is who we are to it. */
export async function askPool(
  host: Host,
  condor: CondorInstallation,
  collectors: readonly string[],
): Promise<Result<string | null, Failure>> {
  const result = await condorTool(
    host,
    condor,
    "condor_ping",
    ["-type", "collector", "-table", "ADVERTISE_STARTD", "READ"],
    pingMs,
  );
  if (result.ok && result.value.status === 0 && !/\b(?:DENY|FAIL)\b/u.test(result.value.stdout)) {
    return ok(/\bALLOW\s+(\S+)/u.exec(result.value.stdout)?.[1] ?? null);
  }
  const reached = await Promise.all(collectors.map((collector) => reach(host, collector)));
  const detail = said(result);
  if (reached.every((one) => one !== null)) {
    return err(
      failure(
        "COLLECTOR_UNREACHABLE",
        collectors.join(", "),
        `no collector can be reached: ${reached.join("; ")}`,
        "Check the address of the pool, and that the node may open outbound TCP connections to it (firewall, NAT).",
        {
          detail,
        },
      ),
    );
  }
  return err(
    failure(
      "CREDENTIAL_REFUSED",
      collectors.join(", "),
      "the pool does not let this glidein advertise itself",
      "Give a token that this pool issued, that is not expired, with the authorizations ADVERTISE_STARTD, ADVERTISE_MASTER and READ.",
      {
        detail,
      },
    ),
  );
}

/** null when a connection was made, else why not. */
async function reach(host: Host, collector: string): Promise<string | null> {
  const [, name, port] = /^(.*?)(?::([0-9]+))?$/u.exec(collector.replace(/\?.*$/u, "")) ?? [];
  const bare = (name ?? "").replace(/^\[(.*)\]$/u, "$1");
  const connected = await host.connect(bare, Number(port ?? 9618), 10_000);
  return connected.ok ? null : `${collector}: ${connected.error.what}`;
}

const succeeded = (result: Read<CommandResult>): boolean => result.ok && result.value.status === 0;

function said(result: Read<CommandResult>): string {
  if (!result.ok) return result.error.what;
  const text = `${result.value.stderr}\n${result.value.stdout}`.trim();
  return redactSecrets(result.value.timedOut ? `timed out; ${text}` : text).slice(0, 800);
}
