import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Emit } from "../model/event.ts";
import { judgeClaim, judgeLease, type Lease, parseClaim, parseLease } from "../parse/lease.ts";
import { workDirectoryPrefix } from "./claim-directory.ts";
import { sweepOrphans } from "./condor/sweep.ts";
import { leaseFile, startTicksOf, thisBoot } from "./lease.ts";
import { removeLeftMemory } from "./left-memory.ts";
import { unmountBelow } from "./unmount.ts";
import { doomedSuffix, removeWorkDirectory } from "./work-directory.ts";

export interface Garbage {
  readonly path: string;
  readonly name: string;
  readonly outcome: "removed" | "would-remove" | "failed";
  readonly why: string;
}

/**
 * Work directories of glideins of this user that no process holds any more. One without a whole lease is left alone
 * unless its name is one: it may not be a glidein's at all.
 */
export async function collectGarbage(
  host: Host,
  actor: Actor,
  parents: readonly string[],
  dryRun: boolean,
  emit: Emit = () => undefined,
): Promise<readonly Garbage[]> {
  const here = await thisBoot(host);
  const { uid } = host.identity();
  const found: Garbage[] = [];
  let since = Number.POSITIVE_INFINITY;
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
      const dead = await deadOwner(host, path, name, here);
      if (dead === null) continue;
      found.push(dryRun ? garbage(path, dead.name, "would-remove") : await remove(host, actor, path, dead.name));
      since = Math.min(since, dead.madeAt);
    }
  }
  if (!dryRun && since < Number.POSITIVE_INFINITY)
    for (const what of await removeLeftMemory(host, actor, since, emit))
      found.push(garbage(what, "memory of the node", "failed", "it could not be removed"));
  return found;
}

/** The dead glidein whose directory this is; null when it lives, or nobody can tell. */
async function deadOwner(
  host: Host,
  path: string,
  name: string,
  here: Awaited<ReturnType<typeof thisBoot>>,
): Promise<Pick<Lease, "name" | "madeAt"> | null> {
  const text = await host.readText(join(path, leaseFile));
  const lease = text.ok ? parseLease(text.value) : null;
  const claim = parseClaim(name);
  const holders = lease?.holders ?? (claim === null ? [] : [claim.holder]);
  const ticks = new Map(
    await Promise.all(holders.map(async ({ pid }) => [pid, await startTicksOf(host, pid)] as const)),
  );
  const startTicks = (pid: number): number | null => ticks.get(pid) ?? null;
  if (lease !== null) return judgeLease(lease, here, startTicks) === "dead" ? lease : null;
  // It ran no job.
  const never = { name, madeAt: Number.POSITIVE_INFINITY };
  return claim !== null && judgeClaim(claim, here, startTicks) === "dead" ? never : null;
}

/** Processes that lost their keeper may still use it. */
async function remove(host: Host, actor: Actor, path: string, name: string): Promise<Garbage> {
  await sweepOrphans(host, actor, 0, path);
  const mounted = await unmountBelow(host, path);
  if (mounted.length > 0) return garbage(path, name, "failed", `${mounted.join(", ")} cannot be unmounted`);
  const removed = removeWorkDirectory(actor, path);
  return removed.ok ? garbage(path, name, "removed") : garbage(path, name, "failed", removed.error.what);
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
