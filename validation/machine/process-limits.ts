import type { Check, Finding } from "../../src/model/check.ts";
import { duration, size, skip, warning } from "../finding.ts";

const mib = 1_048_576;
const smallestStack = 1;
const smallestFile = 1024;

export const processLimits: Check = {
  id: "process-limits",
  title: "No limit on a single process gets in the way of containers and jobs",
  why: "Container runtimes reserve gigabytes of address space that they never use; limits on CPU time, file size or stack end jobs for no visible reason.",
  judges:
    "A warning for a limit on address space or data below the threshold, on CPU time below the longest job, on the size of a file below 1 GiB, or on the stack below 1 MiB.",
  thresholds: ["GLIDEIN_Check_Address_Space", "GLIDEIN_Job_Max_Time"],
  phase: "node",
  evaluate: ({ system: { limits } }, settings) => {
    if (Object.keys(limits).length === 0) return skip("the limits of this process could not be read");
    const soft = (name: string): number | null => limits[name]?.soft ?? null;
    const space = settings.GLIDEIN_Check_Address_Space.value;
    const longest = settings.GLIDEIN_Job_Max_Time.value;
    const findings: Finding[] = [];
    const below = (name: string, option: string, leastMiB: number, what: string): void => {
      const value = soft(name);
      if (value === null || value / mib >= leastMiB) return;
      findings.push(
        warning(
          `${what} is limited to ${size(value / mib)}; ${size(leastMiB)} are wanted`,
          `ulimit ${option}: ${value} bytes`,
          `Lift the limit for pilots (\`ulimit ${option} unlimited\`, /etc/security/limits.d, or the queue's limits) and let control groups bound the memory.`,
        ),
      );
    };
    below("Max address space", "-v", space, "the address space of a process");
    below("Max data size", "-d", space, "the data of a process");
    below("Max file size", "-f", smallestFile, "the size of a file");
    below("Max stack size", "-s", smallestStack, "the stack of a process");
    const cpuTime = soft("Max cpu time");
    if (cpuTime !== null && cpuTime < longest)
      findings.push(
        warning(
          `a process is killed after ${duration(cpuTime)} of CPU time; jobs of up to ${duration(longest)} are accepted`,
          `ulimit -t: ${cpuTime} s`,
          "Lift the limit on CPU time of a process for pilots, or lower GLIDEIN_Job_Max_Time.",
        ),
      );
    return findings;
  },
};
