import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { ScratchFacts } from "../../model/facts/machine.ts";
import { mountOf } from "../../parse/proc/mount-of.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { scratchPathFault } from "../../parse/scratch-path.ts";
import { realPath } from "./real-path.ts";
import type { ScratchHint } from "./scratch-candidates.ts";

/** A directory that was looked at. */
export interface Scratch {
  readonly facts: ScratchFacts;
  readonly mount: Mount | null;
  /** false: nothing can be said about it. */
  readonly seen: boolean;
  /** Why it is no directory of ours to use; null when it is one. */
  readonly problem: string | null;
  readonly unknown: readonly Unknown[];
}

const writeAndEnter = 3;

export async function examineScratch(
  host: Host,
  mounts: readonly Mount[],
  { path, from }: ScratchHint,
): Promise<Scratch> {
  const status = await host.stat(path);
  const base = { path, from, freeMiB: null, totalMiB: null, freeInodes: null };
  if (!status.ok || status.value.type !== "directory") {
    const problem = status.ok ? `it is a ${status.value.type}, not a directory` : status.error.what;
    const facts = { ...base, writable: false, executable: null, filesystem: null };
    // Every node has this one; a tree that was composed by hand leaves it out.
    if (path === "/tmp" && !status.ok && status.error.code === "missing") {
      const unknown = [{ what: path, why: problem }];
      return { facts: { ...facts, writable: null }, mount: null, seen: false, problem: null, unknown };
    }
    return { facts, mount: null, seen: true, problem, unknown: [] };
  }
  const [real, access, space] = await Promise.all([
    realPath(host, path),
    host.access(path, writeAndEnter),
    host.statfs(path),
  ]);
  const mount = mountOf(mounts, real);
  const readOnly = mount !== null && (mount.options.includes("ro") || mount.superOptions.includes("ro"));
  const writable = readOnly ? false : access.ok ? access.value : null;
  const facts: ScratchFacts = {
    ...base,
    writable,
    executable: mount === null ? null : !mount.options.includes("noexec"),
    ...(space.ok && {
      freeMiB: space.value.freeMiB,
      totalMiB: space.value.totalMiB,
      freeInodes: space.value.freeInodes,
    }),
    filesystem: mount?.type ?? null,
  };
  const refused = readOnly ? "it is mounted read-only" : "we may not write in it";
  // The work directory gets its real name.
  const problem = writable === false ? refused : scratchPathFault(real);
  const unknown = [
    ...(access.ok ? [] : [{ what: `permissions of ${path}`, why: access.error.what }]),
    ...(space.ok ? [] : [{ what: `free space of ${path}`, why: space.error.what }]),
  ];
  return { facts, mount, seen: true, problem, unknown };
}

/** GlideinWMS takes no directory with less than 1,000,000 KiB free. */
const minFreeMiB = 977;

/** Why a directory is only taken when there is nothing better; empty when there is nothing against it. */
function drawback({ facts, seen, problem }: Scratch): { readonly rank: number; readonly why: string } {
  if (problem !== null) return { rank: 4, why: problem };
  if (!seen) return { rank: 3, why: "it is not there" };
  if (facts.executable === false) return { rank: 2, why: "it is mounted noexec" };
  if (facts.freeMiB !== null && facts.freeMiB < minFreeMiB)
    return { rank: 1, why: `it has only ${facts.freeMiB} MiB free` };
  return { rank: 0, why: "" };
}

/** The first with the smallest drawback, or the first of all when somebody ordered it; each with what spoke against it. */
export function chooseScratch(
  first: Scratch,
  others: readonly Scratch[],
  ordered: boolean,
): {
  readonly chosen: Scratch;
  readonly candidates: readonly (ScratchFacts & { readonly rejected: string })[];
} {
  let chosen = first;
  if (!ordered) for (const one of others) if (drawback(one).rank < drawback(chosen).rank) chosen = one;
  const candidates = [first, ...others].map((one) => ({
    ...one.facts,
    rejected: one === chosen ? "" : drawback(one).why,
  }));
  return { chosen, candidates };
}
