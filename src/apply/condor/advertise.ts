import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const advertiseMs = 10_000;

export type AdCommand = "UPDATE_STARTD_AD" | "UPDATE_MASTER_AD" | "INVALIDATE_STARTD_ADS" | "INVALIDATE_MASTER_ADS";

/** Puts a failed glidein's ad into collectors, or takes it back; the error is what HTCondor says. */
export async function advertise(
  host: Host,
  actor: Actor,
  { condor, work }: { readonly condor: CondorInstallation; readonly work: string },
  command: AdCommand,
  ad: string,
  collectors: readonly string[],
): Promise<Result<null, string>> {
  const file = join(work, "failure.ad");
  const written = actor.writeFile(file, ad);
  if (!written.ok) return err(written.error.what);
  const done = await condorTool(host, condor, "condor_advertise", ["-tcp", command, file], advertiseMs, {
    COLLECTOR_HOST: collectors.join(","),
  });
  if (!done.ok) return err(done.error.what);
  if (done.value.status === 0) return ok(null);
  const said = `${done.value.stderr}\n${done.value.stdout}`.trim().split("\n").at(-1) ?? "";
  return err(redactSecrets(done.value.timedOut ? "condor_advertise timed out" : said).slice(0, 300));
}
