import type { Check, Finding } from "../../src/model/check.ts";
import { remark, skip, warning } from "../finding.ts";

const meaningless = /^(?:localhost(?:\.localdomain)?|\(none\)|unknown|127\.[0-9.]+)$/iu;
const loopback = /^(?:127\.|::1$)/u;

export const hostName: Check = {
  id: "host-name",
  title: "The node has a name of its own that can be looked up",
  why: "The name is in the slots' ads and in every log; HTCondor waits up to two minutes at each start for one that cannot be looked up.",
  judges:
    "A warning for a name that is everybody's, or cannot be looked up; a remark when it leads to the loopback address only.",
  thresholds: [],
  phase: "node",
  evaluate: ({ network: { names } }) => {
    if (names.hostname === null) return skip("the node's name could not be read");
    const { hostname, addresses, problem } = names;
    const findings: Finding[] = [];
    if (meaningless.test(hostname))
      findings.push(
        warning(
          `the node is called ${hostname}, as many others are`,
          `/proc/sys/kernel/hostname: ${hostname}`,
          "Set the node's own name: `hostnamectl set-hostname NAME`.",
        ),
      );
    if (problem === null) return findings.length > 0 ? findings : skip("names were not looked up");
    if (addresses.length === 0)
      findings.push(
        warning(
          `the node's name ${hostname} cannot be looked up`,
          `look-up of ${hostname}: ${problem === "" ? "no address" : problem}`,
          `Add ${hostname} to DNS or to /etc/hosts, and check the servers in /etc/resolv.conf.`,
        ),
      );
    else if (addresses.every((address) => loopback.test(address)))
      findings.push(
        remark(
          `the node's name ${hostname} leads to the loopback address only`,
          `look-up of ${hostname}: ${addresses.join(", ")}`,
          `Give ${hostname} the node's address in /etc/hosts or DNS.`,
        ),
      );
    return findings;
  },
};
