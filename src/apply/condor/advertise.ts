import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const advertiseMs = 10_000;

/**
 * Puts a failed glidein's ad into the collector, or takes it back; false when that did not work, which is no failure of
 * its own.
 */
export async function advertise(
  host: Host,
  actor: Actor,
  condor: CondorInstallation,
  work: string,
  command: "UPDATE_STARTD_AD" | "INVALIDATE_STARTD_ADS",
  ad: string,
): Promise<boolean> {
  const file = join(work, "failure.ad");
  if (!actor.writeFile(file, ad).ok) return false;
  const done = await condorTool(host, condor, "condor_advertise", ["-tcp", command, file], advertiseMs);
  return done.ok && done.value.status === 0;
}
