import type { Check } from "../../src/model/check.ts";
import { judgeReachability } from "./reachability.ts";

export const collectorReachable: Check = {
  id: "collector-reachable",
  title: "The pool's collectors can be reached",
  why: "A glidein that cannot talk to the collector gets no job.",
  judges: "An error when none of the pool's collectors accepts a TCP connection, a warning when some do not.",
  thresholds: ["GLIDEIN_Collector"],
  phase: "node",
  refusesAs: "COLLECTOR_UNREACHABLE",
  evaluate: ({ network }) => judgeReachability(network, "collector", "--pool"),
};
