import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host, Read } from "../host/host.ts";
import { type Lease, parseStartTicks } from "../parse/lease.ts";

export const leaseFile = "lease.json";

/** Which machine and which boot of it this is; empty where /proc does not say, which then matches nothing else. */
export async function thisBoot(host: Host): Promise<Pick<Lease, "host" | "bootId" | "pidNamespace">> {
  const name = await host.readText("/proc/sys/kernel/hostname");
  const boot = await host.readText("/proc/sys/kernel/random/boot_id");
  const namespace = await host.readlink("/proc/self/ns/pid");
  return {
    host: name.ok ? name.value.trim() : "",
    bootId: boot.ok ? boot.value.trim() : "",
    pidNamespace: namespace.ok ? namespace.value : "",
  };
}

export async function startTicksOf(host: Host, pid: number): Promise<number | null> {
  const stat = await host.readText(`/proc/${pid}/stat`);
  return stat.ok ? parseStartTicks(stat.value) : null;
}

/** A lease of now for these processes. */
export async function leaseFor(host: Host, name: string, pids: readonly number[]): Promise<Lease> {
  const holders = (
    await Promise.all(pids.map(async (pid) => ({ pid, startTicks: await startTicksOf(host, pid) })))
  ).flatMap(({ pid, startTicks }) => (startTicks === null ? [] : [{ pid, startTicks }]));
  return { schema: "glidein.lease/1", name, ...(await thisBoot(host)), holders, madeAt: Math.floor(host.now()) };
}

/** Writes who holds the work directory, for `glidein gc` and the next glidein on this node. */
export async function writeLease(
  host: Host,
  actor: Actor,
  work: string,
  name: string,
  pids: readonly number[],
): Promise<void> {
  putLease(actor, work, await leaseFor(host, name, pids));
}

export const putLease = (actor: Actor, work: string, lease: Lease): Read<null> =>
  actor.writeFile(join(work, leaseFile), `${JSON.stringify(lease)}\n`);
