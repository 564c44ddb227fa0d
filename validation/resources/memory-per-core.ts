import type { Check } from "../../src/model/check.ts";
import { size, skip, warning } from "../finding.ts";
import { slotCores, slotMemory } from "../slot.ts";

export const memoryPerCore: Check = {
  id: "memory-per-core",
  title: "There is enough memory for each core",
  why: "Jobs ask for memory by the core; where there is too little, cores stay idle or jobs are killed.",
  judges: "A warning when the memory of this slot, divided by its cores, is below the threshold.",
  thresholds: ["GLIDEIN_Check_Memory_Per_Core"],
  phase: "node",
  evaluate: (facts, settings) => {
    const memory = slotMemory(facts, settings);
    const cores = slotCores(facts, settings);
    if (memory === null) return skip("nothing says how much memory this slot has");
    if (cores === null) return skip("nothing says how many cores this slot has");
    const wanted = settings.GLIDEIN_Check_Memory_Per_Core.value;
    const each = memory.limit / cores.limit;
    if (each >= wanted) return [];
    return [
      warning(
        `${size(memory.limit)} of memory for ${cores.limit} cores is ${size(each)} a core; ${size(wanted)} is wanted`,
        `${memory.from}: ${Math.floor(memory.limit)} MiB; ${cores.from}: ${cores.limit}`,
        "Ask the batch system for more memory with each core, or for fewer cores; on the node, raise the limit that is named.",
      ),
    ];
  },
};
