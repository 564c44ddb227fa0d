import { dirname, join } from "node:path";
import { workDirectoryPrefix } from "../apply/claim-directory.ts";
import { countJobs } from "../apply/condor/count-jobs.ts";
import { leaseFile, startTicksOf, thisBoot } from "../apply/lease.ts";
import type { Host } from "../host/host.ts";
import { judgeLease, type Lease, parseLease } from "../parse/lease.ts";
import { type HoldNote, readHoldNote } from "./hold-note.ts";
import { reasonSentence } from "./reason.ts";
import { readSavedRun, type SavedRun } from "./saved-run.ts";

/** A glidein that lives on this node. */
export interface GlideinHere {
  readonly work: string;
  readonly name: string;
  /** Of the process that the batch system knows. */
  readonly pid: number;
  readonly uid: number;
  readonly madeAt: number;
  /** Null while it sets up, or where it stays resident. */
  readonly saved: SavedRun | null;
  /** Null while it does not hold its node after a failure. */
  readonly holding: HoldNote | null;
}

/** What it is doing, for people and programs. Times are epoch seconds, null = unknown. */
export interface GlideinStatus {
  readonly name: string;
  readonly pid: number;
  readonly uid: number;
  readonly work: string;
  readonly startedAt: number;
  /** `set-up` also stands for one that stays resident, whose state only it knows. */
  readonly state: "set-up" | "holding" | SavedRun["state"]["kind"];
  readonly reason: string | null;
  readonly retireAt: number | null;
  readonly dieAt: number | null;
  readonly endAt: number | null;
  readonly secondsLeft: number | null;
  readonly winner: string | null;
  readonly jobs: number | null;
  readonly slots: readonly string[];
  readonly lookedAt: number | null;
  readonly findings: readonly { readonly check: string; readonly severity: string; readonly message: string }[];
}

/** Glideins that we may read about: our own, and for root everybody's. `parents`: where work directories are made. */
export async function glideinsHere(host: Host, parents: readonly string[]): Promise<readonly GlideinHere[]> {
  const here = await thisBoot(host);
  const works = new Set([...(await worksInUse(host)), ...(await worksIn(host, parents))]);
  const found: GlideinHere[] = [];
  for (const work of works) {
    const text = await host.readText(join(work, leaseFile));
    const lease = text.ok ? parseLease(text.value) : null;
    const status = await host.stat(work);
    if (lease === null || !status.ok || !(await isAlive(host, lease, here))) continue;
    const saved = await readSavedRun(host, work);
    const [holder] = lease.holders;
    found.push({
      ...{ work, name: lease.name, pid: holder?.pid ?? 0, uid: status.value.uid, madeAt: lease.madeAt },
      saved: saved.ok ? saved.value : null,
      holding: await readHoldNote(host, work),
    });
  }
  return found.toSorted((a, b) => a.madeAt - b.madeAt);
}

async function isAlive(host: Host, lease: Lease, here: Awaited<ReturnType<typeof thisBoot>>): Promise<boolean> {
  const ticks = new Map(
    await Promise.all(lease.holders.map(async ({ pid }) => [pid, await startTicksOf(host, pid)] as const)),
  );
  return judgeLease(lease, here, (pid) => ticks.get(pid) ?? null) === "alive";
}

/** A keeper's program is in the work directory, wherever a batch system put that. */
async function worksInUse(host: Host): Promise<readonly string[]> {
  const names = await host.list("/proc");
  const works: string[] = [];
  for (const pid of (names.ok ? names.value : []).filter((name) => /^[0-9]+$/u.test(name))) {
    const comm = await host.readText(`/proc/${pid}/comm`);
    if (!comm.ok || !/^(?:warden|keeper)$/u.test(comm.value.trim())) continue;
    const line = await host.readText(`/proc/${pid}/cmdline`);
    const program = line.ok ? (line.value.split("\0")[0] ?? "") : "";
    if (program.startsWith("/")) works.push(dirname(program));
  }
  return works;
}

async function worksIn(host: Host, parents: readonly string[]): Promise<readonly string[]> {
  const works: string[] = [];
  for (const parent of new Set(parents)) {
    const names = await host.list(parent);
    for (const name of names.ok ? names.value : [])
      if (name.startsWith(workDirectoryPrefix)) works.push(join(parent, name));
  }
  return works;
}

export async function statusOf(
  host: Host,
  { saved, holding, madeAt, ...glidein }: GlideinHere,
): Promise<GlideinStatus> {
  const { name, pid, uid, work } = glidein;
  const base = { name, pid, uid, work };
  if (saved === null || holding !== null) {
    const left = holding === null ? null : Math.max(0, Math.floor(holding.until - host.now()));
    const [state, reason] = holding === null ? (["set-up", null] as const) : (["holding", holding.because] as const);
    return {
      ...{ ...base, startedAt: saved?.startedAt ?? madeAt, state, reason, retireAt: null, dieAt: null },
      ...{ endAt: holding?.until ?? null, secondsLeft: left, winner: null, jobs: null, slots: [], lookedAt: null },
      findings: [],
    };
  }
  const { state, watch, plan, slots, startedAt, lookedAt } = saved;
  const { retireAt, dieAt, endAt, winner } = watch.lifetime.lifetime;
  const counted = await countJobs(host, saved.masterPid, saved.work.execute);
  return {
    ...{ ...base, startedAt, state: state.kind },
    reason: "reason" in state ? reasonSentence(state.reason) : null,
    ...{ retireAt, dieAt, endAt, secondsLeft: Math.max(0, Math.floor(dieAt - host.now())), winner },
    ...{ jobs: counted?.jobs ?? null, slots, lookedAt },
    findings: plan.findings.map(({ check, severity, message }) => ({ check, severity, message })),
  };
}
