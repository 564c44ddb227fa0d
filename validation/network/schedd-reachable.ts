import type { Check } from "../../src/model/check.ts";
import { judgeReachability } from "./reachability.ts";

export const scheddReachable: Check = {
  id: "schedd-reachable",
  title: "The access points can be reached",
  why: "With CCB the worker node calls the access point back: its port must be open from here, or jobs are matched and never start.",
  judges:
    "An error when none of the access points that the settings name accepts a TCP connection, a warning when some do not.",
  thresholds: ["GLIDEIN_Schedds"],
  phase: "node",
  refusesAs: "COLLECTOR_UNREACHABLE",
  evaluate: ({ network }) => judgeReachability(network, "schedd", "GLIDEIN_Schedds"),
};
