import type { Check } from "../../src/model/check.ts";
import { error, size, skip, warning } from "../finding.ts";
import { slotCores, slotDisk } from "../slot.ts";

export const scratchSpace: Check = {
  id: "scratch-space",
  title: "There is enough scratch space for each core",
  why: "Every job brings input, makes output and may unpack an image; a full scratch directory ends all jobs of the node at once.",
  judges:
    "A warning below the threshold for each core, an error below the minimum for everything. Quotas and the batch system's disk count as well as free space.",
  thresholds: ["GLIDEIN_Check_Scratch_Per_Core", "GLIDEIN_Check_Scratch_Minimum"],
  phase: "node",
  refusesAs: "NO_SPACE",
  evaluate: (facts, settings) => {
    const disk = slotDisk(facts);
    if (disk === null) return skip("nothing says how much scratch space there is");
    const { path } = facts.storage.scratch;
    const minimum = settings.GLIDEIN_Check_Scratch_Minimum.value;
    const evidence = `${disk.from}: ${Math.floor(disk.limit)} MiB; scratch directory ${path}`;
    const quota = disk.from.startsWith("quota");
    const fix = quota
      ? "Raise the quota of the pilot's account, or remove its old files."
      : `Free space in ${path} (\`glidein gc\`, \`du -x -d1 ${path} | sort -n\`), give the batch job more disk, or use --work-dir with a larger file system.`;
    if (disk.limit < minimum)
      return [error(`only ${size(disk.limit)} of scratch space; ${size(minimum)} is the least`, evidence, fix)];
    const cores = slotCores(facts, settings);
    if (cores === null) return skip("nothing says how many cores this slot has");
    const wanted = settings.GLIDEIN_Check_Scratch_Per_Core.value;
    const each = disk.limit / cores.limit;
    if (each >= wanted) return [];
    return [
      warning(
        `${size(disk.limit)} of scratch space for ${cores.limit} cores is ${size(each)} a core; ${size(wanted)} is wanted`,
        `${evidence}; ${cores.from}: ${cores.limit}`,
        fix,
      ),
    ];
  },
};
