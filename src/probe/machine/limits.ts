import type { Host } from "../../host/host.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { mebibytesFromBytes } from "../../model/units.ts";
import { parseProcessStat } from "../../parse/batch/process-stat.ts";
import { parseLimits, type ResourceLimit, type ResourceLimits } from "../../parse/proc/limits.ts";

const file = "/proc/self/limits";

/** Limits of this process, which everything that it starts inherits (`ulimit -a`). */
export async function probeLimits(host: Host): Promise<ResourceLimits> {
  const text = await host.readText(file);
  if (!text.ok) return { limits: {}, unknown: [{ what: file, why: text.error.what }] };
  const { limits, unknown } = parseLimits(text.value);
  const given = await givenOpenFiles(host, limits[openFiles] ?? null);
  return {
    limits: given === null ? limits : { ...limits, [openFiles]: given },
    unknown: unknown.map(({ what, why }) => ({ what: `${file}: ${what}`, why })),
  };
}

const openFiles = "Max open files";

/** Node raises its soft limit of open files before any of our code runs; our parent still has what the slot was given. */
async function givenOpenFiles(host: Host, own: ResourceLimit | null): Promise<ResourceLimit | null> {
  // A tree composed by hand has the limits that are meant, and no parent.
  if (host.pid === null || own === null || own.soft !== own.hard) return null;
  const stat = await host.readText("/proc/self/stat");
  const self = stat.ok ? parseProcessStat(stat.value) : null;
  const text = self?.ok === true ? await host.readText(`/proc/${self.value.parent}/limits`) : null;
  const given = text?.ok === true ? (parseLimits(text.value).limits[openFiles] ?? null) : null;
  return given !== null && given.hard === own.hard ? given : null;
}

/**
 * Limits on one process that bound what a job can use: Grid Engine enforces memory only so. Linux ignores the limit on
 * the resident set, so that is none.
 */
export function memoryFencesOf({ limits }: ResourceLimits): readonly Fence[] {
  return ["Max address space", "Max data size"].flatMap((name): readonly Fence[] => {
    const soft = limits[name]?.soft ?? null;
    return soft === null ? [] : [{ limit: mebibytesFromBytes(soft), from: `ulimit ${file} ${name}`, kind: "kernel" }];
  });
}
