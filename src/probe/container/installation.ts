import type { RuntimeInstallation } from "../../model/container-circumstances.ts";
import { parseBuildConfiguration } from "../../parse/container/build-configuration.ts";
import { parseDirectives } from "../../parse/container/directives.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { mountAt } from "./circumstances.ts";
import { call, type Runtime, type Workshop } from "./trial.ts";

/** Asks the runtime how it was installed, and looks at its setuid helper; null when it does not say. */
export async function readInstallation(
  shop: Workshop,
  runtime: Runtime,
  mounts: readonly Mount[],
): Promise<RuntimeInstallation | null> {
  const { ran } = await call(shop, runtime, ["buildcfg"]);
  if (!ran.ok || ran.value.status !== 0) return null;
  const { libexec, configuration, session, setuid } = parseBuildConfiguration(ran.value.stdout);
  const text = configuration === null ? null : await shop.host.readText(configuration);
  return {
    setuid,
    configuration,
    session,
    helper: libexec === null ? null : await findHelper(shop, libexec, mounts),
    directives: text?.ok === true ? parseDirectives(text.value) : {},
  };
}

async function findHelper(
  { host }: Workshop,
  libexec: string,
  mounts: readonly Mount[],
): Promise<RuntimeInstallation["helper"]> {
  for (const name of ["apptainer", "singularity"]) {
    const path = `${libexec}/${name}/bin/starter-suid`;
    const status = await host.stat(path);
    if (!status.ok) continue;
    const mount = await mountAt(host, mounts, path);
    const nosuid = mount === null ? null : [...mount.options, ...mount.superOptions].includes("nosuid");
    return { path, mode: status.value.mode, uid: status.value.uid, nosuid };
  }
  return null;
}
