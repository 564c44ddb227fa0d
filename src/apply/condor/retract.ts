import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { type CondorInstallation, condorTool } from "./tools.ts";

const advertiseMs = 10_000;

/**
 * Takes our ads out of the collector after an end in which HTCondor could not do it itself; otherwise a dead slot is
 * matched until the collector forgets it (15 minutes). What fails here is only that.
 */
export async function retractAds(
  host: Host,
  actor: Actor,
  condor: CondorInstallation,
  work: string,
  name: string,
  slots: readonly string[],
): Promise<void> {
  const masterName = slots[0]?.replace(/^[^@]*@/u, "") ?? name;
  const queries: readonly (readonly [string, string, string])[] = [
    ["INVALIDATE_STARTD_ADS", "Machine", `split(Name, "@")[1] =?= "${name}"`],
    ["INVALIDATE_STARTD_ADS", "StartD", `split(Name, "@")[0] =?= "${name}" || Name =?= "${masterName}"`],
    ["INVALIDATE_MASTER_ADS", "DaemonMaster", `split(Name, "@")[0] =?= "${name}" || Name =?= "${masterName}"`],
  ];
  const file = join(work, "retract.ad");
  for (const [command, target, requirements] of queries) {
    if (!actor.writeFile(file, `MyType = "Query"\nTargetType = "${target}"\nRequirements = ${requirements}\n`).ok)
      return;
    await condorTool(host, condor, "condor_advertise", ["-tcp", command, file], advertiseMs);
  }
}
