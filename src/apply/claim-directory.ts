import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host, Read } from "../host/host.ts";
import { claimName } from "../parse/lease.ts";
import { leaseFor, putLease } from "./lease.ts";

export const workDirectoryPrefix = "glidein-";
const attempts = 8;

/**
 * A new directory `<parent>/glidein-XXXXXX`, ours alone (0700), as a path without symbolic links. At no moment is it one
 * of which nobody could tell whose it is: until its lease is in it, its name says that. `name`: the glidein's.
 */
export async function claimDirectory(host: Host, actor: Actor, parent: string, name: string): Promise<Read<string>> {
  const real = actor.realPath(parent);
  if (!real.ok) return real;
  const lease = await leaseFor(host, name, [host.pid ?? process.pid]);
  const drawn = (): string => randomBytes(3).toString("hex");
  const claim = claimName("new", lease, drawn());
  const made =
    claim === null
      ? actor.makeUniqueDirectory(real.value, workDirectoryPrefix)
      : newDirectory(actor, join(real.value, claim));
  if (!made.ok) return made;
  const put = putLease(actor, made.value, lease);
  if (!put.ok) {
    actor.removeTree(made.value);
    return put;
  }
  if (claim === null) return made;
  for (let attempt = 1; ; attempt += 1) {
    const path = join(real.value, `${workDirectoryPrefix}${drawn()}`);
    const renamed = actor.rename(made.value, path);
    if (renamed.ok) return { ok: true, value: path };
    if (attempt < attempts) continue;
    actor.removeTree(made.value);
    return renamed;
  }
}

function newDirectory(actor: Actor, path: string): Read<string> {
  const made = actor.makeDirectory(path);
  return made.ok ? { ok: true, value: path } : made;
}
