import type { Check } from "../../src/model/check.ts";
import { error, skip, warning } from "../finding.ts";
import { slotCores } from "../slot.ts";

const least = 0.1;

export const scratchInodes: Check = {
  id: "scratch-inodes",
  title: "Enough files can be made in the scratch directory",
  why: "Without free inodes, or over a quota of files, nothing can be made although there is space: `No space left on device`.",
  judges: "A warning below the threshold for each core, an error below a tenth of it for everything.",
  thresholds: ["GLIDEIN_Check_Inodes_Per_Core"],
  phase: "node",
  refusesAs: "NO_SPACE",
  evaluate: (facts, settings) => {
    const { freeInodes, path } = facts.storage.scratch;
    if (freeInodes === null) return skip("the file system does not count inodes, or could not be asked");
    const each = settings.GLIDEIN_Check_Inodes_Per_Core.value;
    const cores = slotCores(facts, settings)?.limit ?? 1;
    if (freeInodes >= each * cores) return [];
    const make = freeInodes < each * least ? error : warning;
    return [
      make(
        `only ${freeInodes} more files can be made in ${path}; ${each * cores} are wanted for ${cores} cores`,
        `free inodes of ${path} (the file system's or the quota's): ${freeInodes}`,
        `Remove old files (\`du --inodes -x -d1 ${path} | sort -n\`, \`glidein gc\`), raise the quota of files, or use another file system.`,
      ),
    ];
  },
};
