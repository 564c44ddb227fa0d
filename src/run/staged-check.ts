import { join } from "node:path";
import { checkConfiguration } from "../apply/condor/check-configuration.ts";
import { RuntimeConfig } from "../apply/runtime-config.ts";
import { decidePlan } from "../decide/plan.ts";
import { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { inspectCondor } from "../probe/condor.ts";

/**
 * The facts with what HTCondor itself says of the configuration that the plan would give it: written into a directory of
 * its own, read by `condor_config_val`, and removed. Without an HTCondor on the node, or a plan, nothing is added.
 */
export async function withConfiguration(host: Host, facts: Facts, settings: Settings): Promise<Facts> {
  if (host.mode !== "live" || facts.condor.tree === null || facts.condor.version === null) return facts;
  const tree = await inspectCondor(host, facts.condor.tree);
  const actor = new Actor();
  const made = tree === null ? null : actor.makeUniqueDirectory(facts.storage.scratch.path, "glidein-check-");
  if (tree === null || made === null || !made.ok) return facts;
  const local = made.value;
  try {
    const { release, bin, sbin, libexec, lib, libraryPath } = tree;
    const paths = { release, bin, sbin, libexec, lib, local, runtime: join(local, "runtime.config") };
    const decided = decidePlan({ facts, settings, checks: [], paths, classic: false });
    if (!decided.ok) return facts;
    const configFile = join(local, "condor_config");
    const { retirement } = decided.value.policy;
    const written = actor.writeFile(configFile, decided.value.plan.condorConfig);
    if (!written.ok || !new RuntimeConfig(actor, paths.runtime, { retirement }).write().ok) return facts;
    const accepted = await checkConfiguration(host, { bin, sbin, libexec, libraryPath, configFile });
    const configuration = accepted.ok
      ? { accepted: true, said: "" }
      : { accepted: false, said: accepted.error.detail ?? "" };
    return { ...facts, condor: { ...facts.condor, configuration } };
  } finally {
    actor.removeTree(local);
  }
}
