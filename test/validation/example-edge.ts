import type { EdgeFacts } from "../../src/model/facts/edge.ts";

/** An edge that serves, as a node behind it sees it. */
export const exampleEdge = (now: number): EdgeFacts => ({
  ...{ file: "/home/pilot/.glidein/edge/edge.json", problem: "", name: "edge-1", host: "login1", hosts: {} },
  expiresAt: now + 600_000,
  broker: { address: "192.0.2.1:9700", reachable: true, why: "" },
  relay: { address: "192.0.2.1:9701", keyFile: "/home/pilot/.glidein/edge/relay.key", works: true, why: "" },
});
