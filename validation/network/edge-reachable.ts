import type { Check, Finding } from "../../src/model/check.ts";
import { error, skip, warning } from "../finding.ts";

export const edgeReachable: Check = {
  id: "edge-reachable",
  title: "The edge is there and knows this node",
  why: "A node without a way out reaches the pool and the staging area through its edge alone.",
  judges:
    "An error when the description of GLIDEIN_Edge cannot be read, its tokens are over, or its broker or its relay does not answer or does not know the token; a warning when the tokens end within an hour.",
  thresholds: ["GLIDEIN_Edge"],
  phase: "node",
  refusesAs: "COLLECTOR_UNREACHABLE",
  evaluate: ({ edge, clock }) => {
    if (edge === undefined) return skip("the settings name no edge (GLIDEIN_Edge)");
    const { file, problem, broker, relay, expiresAt } = edge;
    if (problem !== "")
      return [
        error(
          `the description of the edge cannot be used: ${problem}`,
          `${file}: ${problem}`,
          "Give --edge the edge.json of `glidein edge start`, on a file system that this node sees.",
        ),
      ];
    const where = `edge ${edge.name ?? ""} on ${edge.host ?? ""}, ${file}`;
    const findings: Finding[] = [];
    if (broker !== null && broker.reachable === false)
      findings.push(
        error(
          `HTCondor of the edge cannot be reached at ${broker.address}: ${broker.why}`,
          where,
          adviceFor(broker.why),
        ),
      );
    if (relay !== null && relay.works === false)
      findings.push(
        error(`the relay of the edge does not serve us at ${relay.address}: ${relay.why}`, where, adviceFor(relay.why)),
      );
    const left = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - clock.now;
    if (left <= 0)
      findings.push(
        error(
          "the tokens of the edge are over",
          `${where}: until ${expiresAt ?? ""}, and it is ${Math.floor(clock.now)}`,
          "Start the edge again; as long as it runs it renews them.",
        ),
      );
    else if (left < 3600)
      findings.push(
        warning(
          `the tokens of the edge end in ${Math.floor(left / 60)} min`,
          where,
          "See that the edge runs; it renews them at half of GLIDEIN_Edge_Token_Life.",
        ),
      );
    return findings;
  },
};

function adviceFor(why: string): string {
  if (/clock/u.test(why)) return "Set the clock of the node, or of the gateway (NTP).";
  if (/does not know the token|token is not/u.test(why))
    return "Another program has the edge's port, or the description is of another edge: start the edge again, and give --edge its edge.json.";
  if (/denied|EACCES|missing|ENOENT|no such/iu.test(why))
    return "Give the glidein the account of the edge, and the edge's whole directory on a file system that the node sees.";
  if (/ECONNREFUSED/u.test(why)) return "Start the edge again with the same --edge-state; nothing listens there now.";
  return "See that the edge runs (`glidein edge status`), and that the node reaches its address (--listen of the edge, firewall).";
}
