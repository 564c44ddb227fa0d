import type { Check } from "../../src/model/check.ts";
import { size, skip, warning } from "../finding.ts";
import { slotCores } from "../slot.ts";

const part = 0.5;

export const memoryAvailable: Check = {
  id: "memory-available",
  title: "The memory of this slot is free",
  why: "Memory that left-over processes or other jobs hold is missing to ours, whatever was granted.",
  judges: "A warning when the kernel could give less than half the wanted memory to each of our cores.",
  thresholds: ["GLIDEIN_Check_Memory_Per_Core"],
  phase: "node",
  evaluate: (facts, settings) => {
    const available = facts.memory.availableMiB;
    const cores = slotCores(facts, settings);
    if (available === null) return skip("the kernel does not say how much memory is free");
    if (cores === null) return skip("nothing says how many cores this slot has");
    const wanted = settings.GLIDEIN_Check_Memory_Per_Core.value * part * cores.limit;
    if (available >= wanted) return [];
    return [
      warning(
        `only ${size(available)} of the node's memory can be had now; ${size(wanted)} is the least for ${cores.limit} cores`,
        `/proc/meminfo MemAvailable: ${available} MiB${facts.memory.totalMiB === null ? "" : ` of ${facts.memory.totalMiB} MiB`}`,
        "Find who holds it (`ps -eo pid,user,rss,args --sort=-rss | head`), end what is left over, and look for files in /dev/shm and other tmpfs.",
      ),
    ];
  },
};
