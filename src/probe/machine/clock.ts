import type { Host } from "../../host/host.ts";
import { parseBootTime, parseUptime } from "../../parse/proc/boot-time.ts";

/** Now and when the kernel started, in epoch seconds; the skew against other clocks is asked elsewhere. */
export async function probeClock(host: Host): Promise<{ readonly now: number; readonly bootTime: number | null }> {
  const now = host.now();
  // On a node of hundreds of CPUs the line `btime` comes after as many lines of counters.
  const [stat, uptime] = await Promise.all([host.readText("/proc/stat", 1024 * 1024), host.readText("/proc/uptime")]);
  const bootTime = stat.ok ? parseBootTime(stat.value) : null;
  const up = uptime.ok ? parseUptime(uptime.value) : null;
  return { now, bootTime: bootTime ?? (up === null ? null : Math.floor(now - up)) };
}
