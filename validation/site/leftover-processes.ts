import type { Check } from "../../src/model/check.ts";
import { some, warning } from "../finding.ts";

export const leftoverProcesses: Check = {
  id: "leftover-processes",
  title: "No dead pilot left processes",
  why: "A job that outlived its pilot uses CPUs and memory that the batch system gave to somebody else.",
  judges:
    "A warning for daemons of HTCondor without their master, and processes of this account in work directories that were removed. As root: of every account.",
  thresholds: [],
  phase: "node",
  evaluate: ({ site: { leftovers } }) => {
    const { processes } = leftovers;
    if (processes.length === 0) return [];
    return [
      warning(
        `dead pilots left ${processes.length === 1 ? "a process" : `${processes.length} processes`}: ${some(
          processes.map(({ pid, name }) => `${name} (${pid})`),
          3,
        )}`,
        some(processes.map(({ pid, name, why }) => `${pid} ${name}: ${why}`)),
        `End them: kill ${processes
          .slice(0, 10)
          .map(({ pid }) => pid)
          .join(" ")}; let the batch system end whole control groups (Slurm: proctrack/cgroup).`,
      ),
    ];
  },
};
