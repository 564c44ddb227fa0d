import type { Host } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { MemoryFacts } from "../../model/facts/machine.ts";
import type { ResourceLimits } from "../../parse/proc/limits.ts";
import { parseMeminfo } from "../../parse/proc/meminfo.ts";
import type { CgroupReading } from "./cgroup.ts";
import { memoryFencesOf } from "./limits.ts";

const file = "/proc/meminfo";

/** Resident memory of a supervising Node 24 with room for what it collects; its HTCondor daemons are counted by HTCondor. */
const ownMiB = 64;

/** What the node has, what the control groups allow, and per-process limits. MiB. */
export async function probeMemory(host: Host, cgroup: CgroupReading, limits: ResourceLimits): Promise<MemoryFacts> {
  const text = await host.readText(file);
  const { totalMiB, availableMiB, swapTotalMiB, unknown } = parseMeminfo(text.ok ? text.value : "");
  const problems: Unknown[] = unknown.map(({ what, why }) => ({ what: `${file} ${what}`, why }));
  if (!text.ok) problems.push({ what: file, why: text.error.what });
  else if (totalMiB === null && unknown.every(({ what }) => what !== "MemTotal")) {
    problems.push({ what: `${file} MemTotal`, why: "it has no such line" });
  }
  const hardware: readonly Fence[] =
    totalMiB === null ? [] : [{ limit: totalMiB, from: `${file} MemTotal`, kind: "hardware" }];
  return {
    totalMiB,
    availableMiB,
    swapTotalMiB,
    fences: [...hardware, ...cgroup.fences.memory, ...memoryFencesOf(limits)],
    swapFences: cgroup.fences.swap,
    ownMiB,
    unknown: [...problems, ...cgroup.unknown.memory, ...cgroup.unknown.swap],
  };
}
