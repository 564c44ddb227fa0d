import { join } from "node:path";
import type { Host } from "../host/host.ts";

/** Less than this, and the next job fails for want of it, and so do our own files. */
const leastMiB = 64;
const leastInodes = 1000;

/** What has become bad of a node on which jobs run, as one sentence; null: nothing. `repositories`: of CVMFS, asked for. */
export async function healthProblem(host: Host, work: string, repositories: readonly string[]): Promise<string | null> {
  const space = await host.statfs(work);
  if (!space.ok) return `${work}: ${space.error.what}`;
  if (space.value.freeMiB < leastMiB)
    return `${Math.floor(space.value.freeMiB)} MiB are left on the file system of ${work}`;
  const { freeInodes, totalInodes } = space.value;
  if (freeInodes !== null && totalInodes !== null && totalInodes > 0 && freeInodes < leastInodes)
    return `${freeInodes} more files fit on the file system of ${work}`;
  const writable = await host.access(work, 2);
  if (!writable.ok || !writable.value) return `${work} can no longer be written`;
  for (const name of repositories) {
    const path = join("/cvmfs", name);
    const listed = await host.list(path);
    if (!listed.ok) return `${path}: ${listed.error.what}`;
    if (listed.value.length === 0) return `${path} is empty`;
  }
  return null;
}
