import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { parseStartTicks } from "../../parse/lease.ts";

const orderlyMs = 5000;
const sweepMs = 20_000;
const pauseMs = 100;
const maxEnvironment = 2 ** 22;

/**
 * Ends what a killed keeper left behind: the kernel told condor_master to end, and nobody holds its jobs any more. They
 * are found by what HTCondor gave them: the work directory is in the environment, the working directory or the
 * arguments of each, or of a parent.
 */
export async function sweepOrphans(host: Host, actor: Actor, master: number, work: string): Promise<void> {
  const started = performance.now();
  if ((await orphans(host, work)).includes(master)) actor.kill(master, "SIGQUIT");
  let quiet = 0;
  // Twice, because one that is just being forked is in neither place of the first look.
  while (quiet < 2 && performance.now() - started < sweepMs) {
    const found = await orphans(host, work);
    quiet = found.length === 0 ? quiet + 1 : 0;
    if (performance.now() - started > orderlyMs) for (const pid of found) actor.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function orphans(host: Host, work: string): Promise<readonly number[]> {
  const names = await host.list("/proc");
  const pids = (names.ok ? names.value : []).filter((name) => /^[0-9]+$/u.test(name)).map(Number);
  const parents = new Map<number, number>();
  const found = new Set<number>();
  for (const pid of pids) {
    if (pid === host.pid) continue;
    const stat = await host.readText(`/proc/${pid}/stat`);
    // A zombie has nothing left to end.
    if (!stat.ok || parseStartTicks(stat.value) === null || stateOf(stat.value) === "Z") continue;
    parents.set(pid, parentOf(stat.value));
    if (await belongsTo(host, pid, work)) found.add(pid);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (found.has(pid) || !found.has(parent)) continue;
      found.add(pid);
      grown = true;
    }
  }
  return [...found];
}

async function belongsTo(host: Host, pid: number, work: string): Promise<boolean> {
  const cwd = await host.readlink(`/proc/${pid}/cwd`);
  if (cwd.ok && (cwd.value === work || cwd.value.startsWith(`${work}/`))) return true;
  for (const file of ["environ", "cmdline"]) {
    const text = await host.readText(`/proc/${pid}/${file}`, maxEnvironment);
    if (text.ok && text.value.includes(`${work}/`)) return true;
  }
  return false;
}

const fieldsOf = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(")") + 2).split(" ");
const stateOf = (stat: string): string => fieldsOf(stat)[0] ?? "";
const parentOf = (stat: string): number => Number(fieldsOf(stat)[1]);
