import type { Check } from "../src/model/check.ts";

export const scratchSpace: Check = {
  id: "scratch-space",
  title: "The scratch directory can be written and executed in",
  why: "HTCondor, the jobs' files and the programs they bring live there.",
  phase: "node",
  evaluate: ({ storage }) => {
    const { scratch } = storage;
    const evidence = `${scratch.path} (${scratch.from})`;
    if (scratch.writable === false) {
      return [
        {
          severity: "error",
          message: `the scratch directory ${scratch.path} cannot be written`,
          evidence,
          fix: "Give the pilot's account a writable scratch directory: set TMPDIR in the batch system, or use --work-dir.",
        },
      ];
    }
    if (scratch.executable === false) {
      return [
        {
          severity: "error",
          message: `programs cannot be executed in the scratch directory ${scratch.path}`,
          evidence,
          fix: "Remount its file system without noexec, or use --work-dir with another one.",
        },
      ];
    }
    return [];
  },
};
