import type { Check } from "../../src/model/check.ts";
import { featureNumber } from "../../src/model/facts/features.ts";
import { size, skip, warning } from "../finding.ts";
import { least } from "../slot.ts";

export const swapLimits: Check = {
  id: "swap-limits",
  title: "The limits on swap agree",
  why: "A promise of swap that the node does not keep means jobs that are killed where they were to become slow.",
  judges: "A warning when Machine/Job Features promise swap that a control group forbids or the node does not have.",
  thresholds: [],
  phase: "node",
  evaluate: ({ memory, features }) => {
    const promised = featureNumber(features, "job.max_swap_bytes");
    if (promised === null) return skip("nobody promises swap");
    const total = memory.swapTotalMiB;
    const limit = least([
      ...memory.swapFences,
      ...(total === null ? [] : [{ limit: total, from: "/proc/meminfo SwapTotal" }]),
    ]);
    if (limit === null) return skip("the node does not say how much swap there is");
    const promisedMiB = promised / 1_048_576;
    if (promisedMiB <= limit.limit) return [];
    return [
      warning(
        `${size(promisedMiB)} of swap are promised, and ${limit.from} allows ${size(limit.limit)}`,
        `Machine/Job Features job.max_swap_bytes: ${promised}; ${limit.from}: ${limit.limit} MiB`,
        "Correct max_swap_bytes in the job features, or give the node the swap.",
      ),
    ];
  },
};
