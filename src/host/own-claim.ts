import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { claimName, parseStartTicks } from "../parse/lease.ts";

/**
 * A new directory of ours alone (0700) for a while, as a path without symbolic links. Its name says whose it is, so that
 * `glidein gc` can tell what a killed one left from one in use. Throws what the system says.
 */
export function makeClaimed(kind: "image" | "step", parent: string): string {
  const name = ownName(kind);
  // Where /proc says nothing, it is removed by us or nobody.
  if (name === null) return realpathSync(mkdtempSync(join(parent, `glidein-${kind}-${process.pid}-`)));
  const path = join(realpathSync(parent), name);
  mkdirSync(path, { mode: 0o700 });
  return path;
}

function ownName(kind: "image" | "step"): string | null {
  try {
    const startTicks = parseStartTicks(readFileSync("/proc/self/stat", "utf8"));
    if (startTicks === null) return null;
    const lease = {
      host: readFileSync("/proc/sys/kernel/hostname", "utf8").trim(),
      bootId: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
      pidNamespace: readlinkSync("/proc/self/ns/pid"),
      holders: [{ pid: process.pid, startTicks }],
    };
    return claimName(kind, lease, randomBytes(3).toString("hex"));
  } catch {
    return null;
  }
}
