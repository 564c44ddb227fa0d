import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lease, leaseFile, parseStartTicks } from "../../parse/lease.ts";

/**
 * Says in the directory that this process holds it, as a work directory's lease does, so that it can be removed when we
 * are killed. Throws what the system says; without /proc it holds nobody and stays.
 */
export function writeOwnLease(directory: string): void {
  const startTicks = parseStartTicks(readFileSync("/proc/self/stat", "utf8"));
  const lease: Lease = {
    schema: "glidein.lease/1",
    name: "probe image",
    host: readFileSync("/proc/sys/kernel/hostname", "utf8").trim(),
    bootId: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    pidNamespace: readlinkSync("/proc/self/ns/pid"),
    holders: startTicks === null ? [] : [{ pid: process.pid, startTicks }],
    madeAt: Math.floor(Date.now() / 1000),
  };
  writeFileSync(join(directory, leaseFile), `${JSON.stringify(lease)}\n`, { mode: 0o600 });
}
