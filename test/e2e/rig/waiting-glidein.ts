import type { WorkerNode } from "../../bed/index.ts";
import type { Rig } from "./rig.ts";
import type { RunningGlidein } from "./running-glidein.ts";
import { settled } from "./settled.ts";

/** A glidein that waits, for the jobs of its node only. */
export async function waitingGlidein(
  rig: Rig,
  node: WorkerNode,
  args: readonly string[] = [],
): Promise<RunningGlidein> {
  const glidein = await rig.start(node, { args: ["--cpus", "2", "--site", node.name, ...args] });
  await glidein.saw("waiting");
  await settled(node, glidein.program.pid);
  return glidein;
}
