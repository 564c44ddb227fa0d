import type { Host } from "../../host/host.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { mebibytesFromBytes } from "../../model/units.ts";
import { parseLimits, type ResourceLimits } from "../../parse/proc/limits.ts";

const file = "/proc/self/limits";

/** Limits of this process, which everything that it starts inherits (`ulimit -a`). */
export async function probeLimits(host: Host): Promise<ResourceLimits> {
  const text = await host.readText(file);
  if (!text.ok) return { limits: {}, unknown: [{ what: file, why: text.error.what }] };
  const { limits, unknown } = parseLimits(text.value);
  return { limits, unknown: unknown.map(({ what, why }) => ({ what: `${file}: ${what}`, why })) };
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
