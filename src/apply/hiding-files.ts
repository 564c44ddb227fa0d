import { gate } from "embedded:gate";
import { hider } from "embedded:hider";
import { isAbsolute, join, resolve } from "node:path";
import { containerFileNames, gatedName } from "../decide/container/container-files.ts";
import { groupsWithoutTerminals, hiderOptions, hidingFileNames, secretRuntime } from "../decide/hiding/plain-job.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Failure } from "../model/failure.ts";
import type { HidingPlan } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";
import { cannotWrite, type WorkDirectory } from "./work-directory.ts";

const maxGroups = 4 * 1048576;

/** Writes what jobs outside of containers are started with. `directory`: what relative paths of credentials are relative to. */
export async function writeHidingFiles(
  host: Host,
  actor: Actor,
  plan: HidingPlan,
  work: WorkDirectory,
  { directory, secret }: { readonly directory: string; readonly secret: string },
): Promise<Result<null, Failure>> {
  if (!plan.wrapped) return ok(null);
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(directory, path));
  const read = await host.readText("/etc/group", maxGroups);
  // GLIDEIN_LOCAL_TMP_DIR of the classic pilot.
  const shared = join(work.path, "tmp/local");
  const isShared = (await host.stat(shared)).ok;
  const options = hiderOptions(
    { ...plan, files: plan.files.map(absolute), directories: plan.directories.map(absolute) },
    { ...work, work: work.path, secret, shared: isShared ? [shared] : [], hasGroups: read.ok },
  );
  if (!options.ok) return options;
  const files = [
    [hidingFileNames.wrapper, Buffer.from(hider, "base64")],
    [hidingFileNames.options, options.value],
    ...(read.ok ? [[hidingFileNames.groups, groupsWithoutTerminals(read.value)] as const] : []),
    // Not by the runtime's own gate: what this one has put aside would be put aside again.
    [secretRuntime(secret), Buffer.from(gate, "base64")],
    [gatedName(secretRuntime(secret)), `#!/bin/sh\nexec "\${0%/*}/${gatedName(containerFileNames.runtime)}" "$@"\n`],
  ] as const;
  for (const [name, content] of files) {
    const path = join(work.local, name);
    const written = actor.writeFile(path, content, 0o700);
    if (!written.ok) return err(cannotWrite(path, written.error.what));
  }
  return ok(null);
}
