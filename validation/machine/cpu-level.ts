import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const cpuLevel: Check = {
  id: "cpu-level",
  title: "The CPU has the instructions that the images of today need",
  why: "Images of Enterprise Linux 9 end with an illegal instruction, or refuse to start, on CPUs below x86-64-v2; those of 10 below v3.",
  judges: "A warning for an x86-64 CPU below the threshold. Other architectures have no levels.",
  thresholds: ["GLIDEIN_Check_CPU_Level"],
  phase: "node",
  evaluate: ({ system, cpus }, settings) => {
    if (system.cpuLevel === null)
      return skip(
        system.architecture === null || system.architecture === "x86_64"
          ? "the CPU's features could not be read"
          : `${system.architecture} has no levels`,
      );
    const wanted = settings.GLIDEIN_Check_CPU_Level.value;
    if (levelOf(system.cpuLevel) >= levelOf(wanted)) return [];
    return [
      warning(
        `the CPU is ${system.cpuLevel}, and ${wanted} is wanted`,
        `/proc/cpuinfo: ${cpus.model ?? "unknown model"}, ${system.cpuLevel}`,
        "Keep jobs with newer images away from this node, or show the whole CPU to the virtual machine (CPU type `host`).",
      ),
    ];
  },
};

const levelOf = (name: string): number => Number(/v([0-9])$/u.exec(name)?.[1] ?? 1);
