import { join } from "node:path";
import { edgeAccount } from "../../decide/edge/edge-config.ts";
import type { Host } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { sleep } from "../condor/ready.ts";
import { type CondorInstallation, condorTool } from "../condor/tools.ts";

const toolMs = 20_000;
const pauseMs = 200;

/** A token for the broker, signed with the edge's own key. The text is the secret. */
export async function makeToken(
  host: Host,
  condor: CondorInstallation,
  trustDomain: string,
  life: number,
): Promise<Result<string, Failure>> {
  const args = ["-identity", `${edgeAccount}@${trustDomain}`, "-authz", "DAEMON", "-lifetime", String(life)];
  const made = await condorTool(host, condor, "condor_token_create", args, toolMs);
  const token = made.ok && made.value.status === 0 ? made.value.stdout.trim() : "";
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/u.test(token)) return ok(token);
  return err(
    failure(
      "CONDOR_BROKEN",
      join(condor.bin, "condor_token_create"),
      "it makes no token for the edge",
      "Use a whole HTCondor release.",
      { detail: redactSecrets(made.ok ? made.value.stderr : made.error.what).slice(0, 500) },
    ),
  );
}

/** Waits until the broker knows the token; the error is what it said last. */
export async function waitForBroker(
  host: Host,
  condor: CondorInstallation,
  address: string,
  limit: { readonly ms: number; readonly signal: AbortSignal },
): Promise<Result<null, string>> {
  const end = performance.now() + limit.ms;
  for (;;) {
    const asked = await condorTool(host, condor, "condor_ping", ["-addr", `<${address}>`, "-quiet", "DAEMON"], toolMs, {
      SEC_CLIENT_AUTHENTICATION_METHODS: "IDTOKENS",
    });
    if (asked.ok && asked.value.status === 0) return ok(null);
    if (limit.signal.aborted || performance.now() > end)
      return err(redactSecrets(asked.ok ? asked.value.stderr || asked.value.stdout : asked.error.what).slice(0, 500));
    await sleep(pauseMs, limit.signal);
  }
}
