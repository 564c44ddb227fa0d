import type { Check } from "../../src/model/check.ts";
import { some, warning } from "../finding.ts";

export const leftoverDirectories: Check = {
  id: "leftover-directories",
  title: "No dead pilot left its directory",
  why: "Directories of pilots that were killed fill the scratch space of the node, week by week.",
  judges: "A warning for work directories of pilots, and unpacked images, that no process holds any more.",
  thresholds: [],
  phase: "node",
  evaluate: ({ site: { leftovers } }) => {
    const { directories } = leftovers;
    const [first] = directories;
    if (first === undefined) return [];
    return [
      warning(
        `dead pilots left ${directories.length === 1 ? "a directory" : `${directories.length} directories`}: ${some(
          directories.map(({ path }) => path),
          3,
        )}`,
        some(directories.map(({ path, uid, why }) => `${path}${uid === null ? "" : ` (uid ${uid})`}: ${why}`)),
        "Run `glidein gc` as their owner, or remove them.",
      ),
    ];
  },
};
