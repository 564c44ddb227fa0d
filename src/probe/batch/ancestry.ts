import type { Host } from "../../host/host.ts";
import { type EpochSeconds, epochSeconds } from "../../model/units.ts";
import { type ProcessStat, parseProcessStat } from "../../parse/batch/process-stat.ts";
import { parseBootTime } from "../../parse/proc/boot-time.ts";

/** Our own process first, then its parent, and so on as far as /proc shows them. */
export interface Ancestry {
  readonly processes: readonly ProcessStat[];
  /** Leader of our session, which a batch system usually starts the job's shell as. */
  readonly leader: ProcessStat | null;
  readonly bootTime: EpochSeconds | null;
}

const deepest = 64;
const ticksPerSecond = 100;
/** With thousands of CPUs and interrupts the line that is wanted stands behind megabytes. */
const longestStat = 4_194_304;

export async function readAncestry(host: Host): Promise<Ancestry> {
  const processes: ProcessStat[] = [];
  const seen = new Set<number>();
  let next = await processAt(host, "self");
  while (next !== null && processes.length < deepest && !seen.has(next.pid)) {
    processes.push(next);
    seen.add(next.pid);
    next = next.parent === 0 ? null : await processAt(host, String(next.parent));
  }
  const session = processes[0]?.session ?? 0;
  const known = processes.find(({ pid }) => pid === session);
  const leader = known ?? (session === 0 ? null : await processAt(host, String(session)));
  const stat = await host.readText("/proc/stat", longestStat);
  return { processes, leader, bootTime: stat.ok ? parseBootTime(stat.value) : null };
}

async function processAt(host: Host, pid: string): Promise<ProcessStat | null> {
  const text = await host.readText(`/proc/${pid}/stat`);
  const parsed = text.ok ? parseProcessStat(text.value) : null;
  return parsed?.ok === true ? parsed.value : null;
}

/** How many processes are between us and the nearest daemon with such a name; null when there is none in sight. */
export function distanceTo(ancestry: Ancestry, daemon: RegExp): number | null {
  const place = ancestry.processes.findIndex(({ name }, index) => index > 0 && daemon.test(name));
  return place < 0 ? null : place;
}

interface Clocked {
  readonly ancestry: Ancestry;
  readonly now: EpochSeconds;
}

/** When a job started, and what said so. */
export interface JobStart {
  readonly at: EpochSeconds;
  readonly from: string;
}

/** The end of a limit that counts from the start; from now, and saying so, when the start is not known. */
export function endAfter(now: EpochSeconds, start: JobStart | null, limit: number, from: string): JobStart {
  return start === null
    ? { at: epochSeconds(now + limit), from: `${from}, counted from now` }
    : { at: epochSeconds(start.at + limit), from };
}

/**
 * When the batch job's first process started: the one below the daemon, else the session's leader, else ourselves.
 * It is seconds after the moment the batch system counts from, at most.
 */
export function processStart({ ancestry, now }: Clocked, daemon: RegExp): JobStart | null {
  const distance = distanceTo(ancestry, daemon);
  const first = distance === null ? (ancestry.leader ?? ancestry.processes[0]) : ancestry.processes[distance - 1];
  return startOf(first, ancestry, now);
}

/** When process 1 started, as far as it is the container's and not the node's. */
export const startOfFirst = ({ ancestry, now }: Clocked): JobStart | null =>
  startOf(
    ancestry.processes.find(({ pid }) => pid === 1),
    ancestry,
    now,
  );

function startOf(process: ProcessStat | undefined, { bootTime }: Ancestry, now: EpochSeconds): JobStart | null {
  if (process === undefined || bootTime === null) return null;
  const at = epochSeconds(Math.floor(bootTime + process.startTicks / ticksPerSecond));
  return at > now ? null : { at, from: `start of process ${process.pid}` };
}
