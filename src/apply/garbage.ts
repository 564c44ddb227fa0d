import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { judgeLease, leaseFile, parseLease } from "../parse/lease.ts";
import { sweepOrphans } from "./condor/sweep.ts";
import { startTicksOf, thisBoot } from "./lease.ts";
import { unmountBelow } from "./unmount.ts";
import { workDirectoryPrefix } from "./work-directory.ts";

export interface Garbage {
  readonly path: string;
  readonly name: string;
  readonly outcome: "removed" | "would-remove" | "failed";
  readonly why: string;
}

/** Of a directory whose removal was begun: its lease may be gone already. */
const doomedSuffix = ".removed";

/**
 * Work directories and probe images of glideins of this user that no process holds any more. One without a whole lease is left alone:
 * it may be one that is just being made, or not a glidein's at all.
 */
export async function collectGarbage(
  host: Host,
  actor: Actor,
  parents: readonly string[],
  dryRun: boolean,
): Promise<readonly Garbage[]> {
  const here = await thisBoot(host);
  const { uid } = host.identity();
  const found: Garbage[] = [];
  for (const parent of new Set(parents)) {
    const names = await host.list(parent);
    for (const name of names.ok ? names.value : []) {
      if (!name.startsWith(workDirectoryPrefix)) continue;
      const path = join(parent, name);
      const status = await host.stat(path, { follow: false });
      if (!status.ok || status.value.type !== "directory" || status.value.uid !== uid) continue;
      if (name.endsWith(doomedSuffix)) {
        found.push(dryRun ? garbage(path, name, "would-remove") : removeDoomed(actor, path, name));
        continue;
      }
      const text = await host.readText(join(path, leaseFile));
      const lease = text.ok ? parseLease(text.value) : null;
      if (lease === null) continue;
      const ticks = new Map(
        await Promise.all(lease.holders.map(async ({ pid }) => [pid, await startTicksOf(host, pid)] as const)),
      );
      if (judgeLease(lease, here, (pid) => ticks.get(pid) ?? null) !== "dead") continue;
      found.push(dryRun ? garbage(path, lease.name, "would-remove") : await remove(host, actor, path, lease.name));
    }
  }
  return found;
}

/** Processes that lost their keeper may still use it. Renamed first, so that of two collectors one removes it. */
async function remove(host: Host, actor: Actor, path: string, name: string): Promise<Garbage> {
  await sweepOrphans(host, actor, 0, path);
  const mounted = await unmountBelow(host, path);
  if (mounted.length > 0) return garbage(path, name, "failed", `${mounted.join(", ")} cannot be unmounted`);
  const doomed = `${path}${doomedSuffix}`;
  const renamed = actor.rename(path, doomed);
  if (!renamed.ok) return garbage(path, name, "failed", renamed.error.what);
  const removed = removeDoomed(actor, doomed, name);
  return removed.outcome === "removed" ? { ...removed, path } : removed;
}

function removeDoomed(actor: Actor, path: string, name: string): Garbage {
  const removed = actor.removeTree(path);
  return removed.ok ? garbage(path, name, "removed") : garbage(path, name, "failed", removed.error.what);
}

const garbage = (path: string, name: string, outcome: Garbage["outcome"], why = "no process of it lives"): Garbage => ({
  path,
  name,
  outcome,
  why,
});
