// A node with a privileged Apptainer: Debian's own, with the setuid helper that Debian leaves out.
import { dirname } from "node:path";
import type { WorkerNode } from "../../bed/index.ts";
import { pilot, starterDirectory, starterSuid } from "../../bed/index.ts";
import type { Rig } from "../rig/rig.ts";

const library = dirname(starterDirectory);

export async function nodeWithHelper(rig: Rig): Promise<WorkerNode> {
  return rig.node({ mounts: [{ source: dirname(await starterSuid(rig.bed)), target: "/helper" }] });
}

export interface HelperOptions {
  readonly mode?: string;
  readonly mount?: "suid" | "nosuid";
  /** Options of `setpriv`. */
  readonly run?: string;
}

/**
 * Put before a program that root starts: it becomes the pilot, where the helper is installed. A mount of its own, because
 * everything else in the bed is mounted nosuid.
 */
export const underHelper = ({ mode = "4755", mount = "suid", run = "" }: HelperOptions = {}): readonly string[] => [
  ...["unshare", "--mount", "sh", "-ec"],
  `cp -a ${library} /tmp/privileged
   mount -t tmpfs -o ${mount},size=200m,mode=755 helper ${library}
   cp -a /tmp/privileged/. ${library}; rm -rf /tmp/privileged
   cp /helper/starter-suid ${starterDirectory}; chmod ${mode} ${starterDirectory}/starter-suid
   exec setpriv --reuid ${String(pilot.uid)} --regid ${String(pilot.uid)} --init-groups ${run} "$@"`,
  "sh",
];
