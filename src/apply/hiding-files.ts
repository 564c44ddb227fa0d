import { gate } from "embedded:gate";
import { hider } from "embedded:hider";
import { isAbsolute, join, resolve } from "node:path";
import { containerFileNames, gatedName } from "../decide/container/container-files.ts";
import {
  groupsWithoutTerminals,
  hiderOptions,
  hidingFileNames,
  secretRuntime,
  starterOptions,
  writtenByStarter,
} from "../decide/hiding/plain-job.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Failure } from "../model/failure.ts";
import type { HidingPlan } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";
import { cannotWrite, type WorkDirectory } from "./work-directory.ts";

const maxGroups = 4 * 1048576;

/** Writes what HTCondor's starter and jobs outside of containers are started with. `directory`: what relative paths of credentials are relative to. */
export async function writeHidingFiles(
  host: Host,
  actor: Actor,
  plan: HidingPlan,
  work: WorkDirectory,
  { directory, secret, sbin }: { readonly directory: string; readonly secret: string; readonly sbin: string },
): Promise<Result<null, Failure>> {
  if (!plan.wrapped && !plan.starter) return ok(null);
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(directory, path));
  const read = await host.readText("/etc/group", maxGroups);
  // GLIDEIN_LOCAL_TMP_DIR of the classic pilot.
  const shared = join(work.path, "tmp/local");
  const isShared = (await host.stat(shared)).ok;
  const written: string[] = [];
  for (const path of [
    ...writtenByStarter.local.map((name) => join(work.local, name)),
    ...writtenByStarter.work.map((name) => join(work.path, name)),
  ])
    if ((await host.stat(path)).ok) written.push(path);
  const places = { ...plan, files: plan.files.map(absolute), directories: plan.directories.map(absolute) };
  const kept = { shared: isShared ? [shared] : [], written };
  const paths = { ...work, work: work.path, secret, sbin, ...kept, hasGroups: read.ok };
  const options = hiderOptions(places, paths);
  const ofStarter = starterOptions(places, paths);
  if (!options.ok) return options;
  if (!ofStarter.ok) return ofStarter;
  const program = Buffer.from(hider, "base64");
  const files = [
    ...(read.ok ? [[hidingFileNames.groups, groupsWithoutTerminals(read.value)] as const] : []),
    ...(plan.starter
      ? ([
          [hidingFileNames.starter, program],
          [hidingFileNames.starterOptions, ofStarter.value],
        ] as const)
      : []),
    ...(plan.wrapped
      ? ([
          [hidingFileNames.wrapper, program],
          [hidingFileNames.options, options.value],
          // Not by the runtime's own gate: what this one has put aside would be put aside again.
          [secretRuntime(secret), Buffer.from(gate, "base64")],
          [
            gatedName(secretRuntime(secret)),
            `#!/bin/sh\nexec "\${0%/*}/${gatedName(containerFileNames.runtime)}" "$@"\n`,
          ],
        ] as const)
      : []),
  ];
  for (const [name, content] of files) {
    const path = join(work.local, name);
    const written = actor.writeFile(path, content, 0o700);
    if (!written.ok) return err(cannotWrite(path, written.error.what));
  }
  return ok(null);
}
