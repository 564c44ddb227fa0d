import { parseAbsolutePath } from "../../parse/batch/label.ts";
import { isDirectory } from "./directory.ts";
import { agrees, type Evidence } from "./evidence.ts";
import type { Slot } from "./slot.ts";

/**
 * The job's own scratch directory on this node, where the batch system made one: `names` are the variables that may
 * hold it, and its last part must have the job's name in it, since a plain /tmp is nobody's. It is removed with the
 * job, so that it being there is evidence.
 */
export async function jobScratch(
  slot: Slot,
  names: readonly string[],
  isOfJob: (directory: string) => boolean,
): Promise<{ readonly path: string | null; readonly evidence: readonly Evidence[] }> {
  for (const name of names) {
    const path = slot.variables.read(name, parseAbsolutePath);
    const last = path?.split("/").pop() ?? "";
    if (path !== null && isOfJob(last) && (await isDirectory(slot.host, path)))
      return { path, evidence: [agrees(`the job's directory ${name} is on this node`)] };
  }
  return { path: null, evidence: [] };
}
