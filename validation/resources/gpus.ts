import type { Check, Finding } from "../../src/model/check.ts";
import { skip, some, warning } from "../finding.ts";
import { granted } from "../slot.ts";

export const gpus: Check = {
  id: "gpus",
  title: "The GPUs can be used",
  why: "A GPU whose driver does not answer, or that was granted but cannot be seen, makes every GPU job fail at once.",
  judges:
    "A warning for a driver that does not answer, GPUs without a device, and GPUs that the batch system or a variable gives but that are not here.",
  thresholds: [],
  phase: "node",
  evaluate: (facts) => {
    const { devices, fences, unknown, visibleBy } = facts.gpus;
    const given = granted(facts, (job) => job.gpus).find(({ limit }) => limit > 0);
    if (devices.length === 0 && given === undefined && unknown.length === 0) return skip("there are no GPUs");
    const findings: Finding[] = [];
    const hardware = fences.find(({ kind }) => kind === "hardware");
    if (given !== undefined && hardware !== undefined && given.limit > hardware.limit)
      findings.push(
        warning(
          `${given.from} grants ${given.limit} GPUs, and ${hardware.limit} can be used`,
          `${hardware.from}; ${given.from}`,
          "Check the driver (`nvidia-smi`, `rocm-smi`) and that the device files in /dev are open to the job.",
        ),
      );
    const hidden = fences.find(({ kind, limit }) => kind === "grant" && limit === 0);
    if (devices.length > 0 && hidden !== undefined && given !== undefined)
      findings.push(
        warning(
          `${given.from} grants GPUs, and ${visibleBy ?? hidden.from} hides all of them`,
          hidden.from,
          "Correct the variable in the batch system's prologue, or unset it.",
        ),
      );
    if (unknown.length > 0)
      findings.push(
        warning(
          `not all is known about the GPUs: ${unknown[0]?.what ?? ""}: ${unknown[0]?.why ?? ""}`,
          some(unknown.map(({ what, why }) => `${what}: ${why}`)),
          "Check the driver: `nvidia-smi -L` as the pilot's account, `dmesg | grep -i -e nvrm -e xid`; restart the node if the driver hangs.",
        ),
      );
    return findings;
  },
};
