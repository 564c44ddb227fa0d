import type { Host } from "../../host/host.ts";

export interface Work {
  /** Whether there is a startd at all. */
  readonly startd: boolean;
  readonly jobs: number;
  /** When a job's directory was made or removed last, epoch seconds; null when that cannot be told. */
  readonly lastChange: number | null;
}

/**
 * What runs below a condor_master: a starter of the startd is one job. Two or three small files of /proc are read,
 * which costs nothing beside a command of HTCondor's. null when the kernel does not list children. `execute`: HTCondor's
 * EXECUTE, where each job has a directory.
 */
export async function countJobs(host: Host, master: number, execute: string): Promise<Work | null> {
  const daemons = await childrenOf(host, master);
  if (daemons === null) return null;
  let jobs = 0;
  let startd = false;
  for (const daemon of daemons) {
    if ((await nameOf(host, daemon)) !== "condor_startd") continue;
    startd = true;
    for (const child of (await childrenOf(host, daemon)) ?? [])
      if ((await nameOf(host, child)) === "condor_starter" && !(await isAsked(host, child))) jobs += 1;
  }
  const status = await host.stat(execute);
  return { startd, jobs, lastChange: status.ok ? status.value.modified : null };
}

async function childrenOf(host: Host, pid: number): Promise<readonly number[] | null> {
  const text = await host.readText(`/proc/${pid}/task/${pid}/children`);
  return text.ok
    ? text.value.split(" ").flatMap((word) => (/^[0-9]+$/u.test(word.trim()) ? [Number(word)] : []))
    : null;
}

/** A startd that begins, or reads its configuration again, starts one to ask what it can do; that one has no job. */
async function isAsked(host: Host, starter: number): Promise<boolean> {
  const argv = await host.readText(`/proc/${starter}/cmdline`);
  return argv.ok && argv.value.split("\0").includes("-classad");
}

async function nameOf(host: Host, pid: number): Promise<string> {
  const comm = await host.readText(`/proc/${pid}/comm`);
  return comm.ok ? comm.value.trim() : "";
}
