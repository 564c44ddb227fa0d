import { writeContainerFiles } from "../apply/container-files.ts";
import { installCredentials } from "../apply/credentials.ts";
import { writeHidingFiles } from "../apply/hiding-files.ts";
import { RuntimeConfig } from "../apply/runtime-config.ts";
import { cannotWrite, type WorkDirectory } from "../apply/work-directory.ts";
import type { PlanDecision } from "../decide/plan.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { RunRequest } from "./session.ts";

/** Credentials, configuration and what it refers to; the value is the part of it that changes later. */
export async function writeCondorFiles(
  { actor, host, directory }: Pick<RunRequest, "actor" | "host" | "directory">,
  { plan, policy, authentication }: PlanDecision,
  files: { readonly configFile: string; readonly runtime: string; readonly secret: string; readonly sbin: string },
  work: WorkDirectory,
): Promise<Result<RuntimeConfig, Failure>> {
  const credentials = await installCredentials(host, actor, authentication.install, work.local);
  if (!credentials.ok) return credentials;
  const config = actor.writeFile(files.configFile, plan.condorConfig);
  if (!config.ok) return err(cannotWrite(files.configFile, config.error.what));
  const container = writeContainerFiles(actor, work.local, plan.container);
  if (!container.ok) return container;
  const hiding = await writeHidingFiles(host, actor, plan.hiding, work, {
    directory,
    secret: files.secret,
    sbin: files.sbin,
  });
  if (!hiding.ok) return hiding;
  const runtime = new RuntimeConfig(actor, files.runtime, { retirement: policy.retirement });
  const started = runtime.write();
  return started.ok ? ok(runtime) : err(cannotWrite(files.runtime, started.error.what));
}
