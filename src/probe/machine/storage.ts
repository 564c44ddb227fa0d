import type { Host } from "../../host/host.ts";
import type { Fence } from "../../model/facts/fence.ts";
import type { StorageFacts } from "../../model/facts/machine.ts";
import { type QuotaRow, quotaLeft } from "../../parse/quota.ts";
import { readMounts } from "./mounts.ts";
import { readStatus } from "./process-status.ts";
import { probeQuota } from "./quota.ts";
import { chooseScratch, examineScratch } from "./scratch.ts";
import { type ScratchHint, type ScratchSettings, scratchCandidates } from "./scratch-candidates.ts";

/**
 * Where the work directory goes, and how much fits there. Nothing is written: whether a program can be started there is
 * what the mount says.
 */
export async function probeStorage(
  host: Host,
  settings: ScratchSettings,
  hints: readonly ScratchHint[],
): Promise<StorageFacts> {
  const { ordered, found, unknown: unusable } = scratchCandidates(settings, hints, host.env);
  const { mounts } = await readMounts(host);
  const [best, ...rest] = found;
  const [first, others] = await Promise.all([
    examineScratch(host, mounts, best),
    Promise.all(rest.map((one) => examineScratch(host, mounts, one))),
  ]);
  const { chosen, candidates } = chooseScratch(first, others, ordered);
  const status = await readStatus(host);
  const uid = (status.ok ? status.value.uid : null) ?? host.identity().uid;
  const quota = chosen.mount === null ? null : await probeQuota(host, chosen.mount, uid);
  const { freeMiB, freeInodes, path } = chosen.facts;
  const filesLeft = quota === null ? null : quotaLeft(quota.usedFiles, quota.softFiles, quota.hardFiles);
  return {
    scratch: { ...chosen.facts, freeInodes: smaller(freeInodes, filesLeft) },
    candidates,
    fences: [
      ...(freeMiB === null ? [] : [{ limit: freeMiB, from: `free space of ${path}`, kind: "hardware" } as const]),
      ...quotaFences(quota),
    ],
    unknown: [
      ...unusable,
      ...(chosen.problem === null ? [] : [{ what: `scratch ${path}`, why: chosen.problem }]),
      ...chosen.unknown,
    ],
  };
}

function quotaFences(quota: QuotaRow | null): readonly Fence[] {
  const limit = quota === null ? null : quotaLeft(quota.usedMiB, quota.softMiB, quota.hardMiB);
  return quota === null || limit === null ? [] : [{ limit, from: `quota on ${quota.filesystem}`, kind: "kernel" }];
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
