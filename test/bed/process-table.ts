// What runs in a node, read from this machine's /proc: process ids here are real ones, to be signalled from here.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { patience, waitFor } from "./wait.ts";

export interface BedProcess {
  readonly pid: number;
  readonly parent: number;
  /** as the node sees it */
  readonly uid: number;
  /** R, S, D, Z, T … as in proc(5) */
  readonly state: string;
  readonly command: string;
}

/** The processes of one pid namespace and of those nested in it (Apptainer makes one for every job). */
export function processesIn(namespace: string, toInnerUid: (uid: number) => number): BedProcess[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const table = new Map<number, BedProcess>();
  const members = new Set<number>();
  for (const pid of all) {
    const entry = readProcess(pid);
    if (entry === undefined) continue;
    table.set(pid, { ...entry, uid: toInnerUid(entry.uid) });
    if (linkOf(`/proc/${String(pid)}/ns/pid`) === namespace) members.add(pid);
  }
  // A zombie shows no namespace and a nested one is another: both are found through their parents.
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of table.values()) {
      if (!members.has(pid) && members.has(parent)) {
        members.add(pid);
        grown = true;
      }
    }
  }
  return [...table.values()].filter(({ pid }) => members.has(pid));
}

export function readProcess(pid: number): BedProcess | undefined {
  const status = textOf(`/proc/${String(pid)}/status`);
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(status)?.[1];
  const [state, parent, uid, name] = [field("State"), field("PPid"), field("Uid"), field("Name")];
  if (state === undefined || parent === undefined || uid === undefined) return undefined;
  const command = textOf(`/proc/${String(pid)}/cmdline`)
    .replaceAll("\0", " ")
    .trim();
  return {
    pid,
    parent: Number(parent),
    uid: Number(uid),
    state,
    command: command === "" ? `[${name ?? "?"}]` : command,
  };
}

export function childrenOf(pid: number): number[] {
  return textOf(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(" ")
    .filter((text) => text !== "")
    .map(Number);
}

/** The one child of a program that forks exactly once, such as `unshare --fork`. */
export function onlyChild(pid: number): Promise<number> {
  return waitFor(`the child of process ${String(pid)}`, patience, () => childrenOf(pid)[0], { everyMs: 2 });
}

export function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // it has ended
  }
}

export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
