// A worker node: what a pilot's batch job finds itself on.
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import type { Machine } from "./machine.ts";
import type { Pool } from "./pool.ts";
import { imagePath, pilot } from "./recipe.ts";
import type { Mount } from "./start-machine.ts";
import { startMachine } from "./start-machine.ts";

export interface WorkerNodeOptions {
  readonly name: string;
  /** another root than the bed's, with what that has and more */
  readonly root?: string;
  /** 'none' gives a node without HTCondor, for `--condor TARBALL` */
  readonly condor?: "installed" | "none";
  readonly mounts?: readonly Mount[];
  /** a small scratch of its own, for "no space"; 0 means a directory on this machine's disk */
  readonly scratchMiB?: number;
  readonly maskProc?: boolean;
  /** programs that are there but cannot be run, such as /usr/bin/apptainer */
  readonly hide?: readonly string[];
}

export interface WorkerNode extends Machine {
  /** the batch job's scratch directory, in the node */
  readonly scratch: string;
  /** the same as this machine sees it; without a size of its own it can be listed after a stop of everything in it, until `stop` */
  readonly scratchDirectory: string;
}

export const scratchPath = "/scratch";

export async function startWorkerNode(bed: Bed, pool: Pool, options: WorkerNodeOptions): Promise<WorkerNode> {
  const directory = join(pool.directory, options.name);
  const scratchMiB = options.scratchMiB ?? 0;
  const machine = await startMachine({
    name: options.name,
    root: options.root ?? (options.condor === "none" ? bed.bareRoot : bed.root),
    directory,
    network: pool.network,
    defaultUser: pilot.name,
    own: scratchMiB === 0 ? [{ path: scratchPath, owner: pilot.uid, mode: "0755" }] : [],
    mounts: [{ source: bed.image, target: imagePath }, ...(options.mounts ?? [])],
    tmpfs: scratchMiB === 0 ? [] : [{ path: scratchPath, sizeMiB: scratchMiB, owner: pilot.uid }],
    hide: options.hide ?? [],
    maskProc: options.maskProc ?? false,
  });
  await pool.onStop(() => machine.stop());
  return {
    ...machine,
    scratch: scratchPath,
    scratchDirectory: scratchMiB === 0 ? join(directory, scratchPath) : machine.path(scratchPath),
  };
}
