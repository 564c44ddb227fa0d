import type { Check } from "../../src/model/check.ts";
import { judgeReachability } from "./reachability.ts";

export const ccbReachable: Check = {
  id: "ccb-reachable",
  title: "The CCB brokers can be reached",
  why: "Through the broker access points reach a node behind a firewall; without it no job can be started.",
  judges: "An error when no broker beside the collectors accepts a TCP connection, a warning when some do not.",
  thresholds: ["GLIDEIN_CCB"],
  phase: "node",
  refusesAs: "COLLECTOR_UNREACHABLE",
  evaluate: ({ network }) => judgeReachability(network, "CCB broker", "--ccb; unset, the collectors are the brokers"),
};
