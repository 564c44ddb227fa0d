import type { Check, Finding } from "../../src/model/check.ts";
import { remark, skip, warning } from "../finding.ts";

export const ipFamilies: Check = {
  id: "ip-families",
  title: "IPv4 or IPv6 leads out of the node",
  why: "A glidein connects to its pool from the inside; a node without a route needs a gateway (`glidein edge`).",
  judges:
    "A warning without a default route of either family, unless the pool was reached; a remark for a public IPv6 address without a route.",
  thresholds: [],
  phase: "node",
  evaluate: ({ network: { ipv4, ipv6, endpoints } }) => {
    if (ipv4.defaultRoute === null && ipv6.defaultRoute === null) return skip("the routes could not be read");
    const findings: Finding[] = [];
    const reached = endpoints.some(({ reachable }) => reachable === true);
    if (ipv4.defaultRoute !== true && ipv6.defaultRoute !== true && !reached)
      findings.push(
        warning(
          "no default route leads out of this node",
          `/proc/net/route: ${yes(ipv4.defaultRoute)}; /proc/net/ipv6_route: ${yes(ipv6.defaultRoute)}`,
          "Give the node a default gateway or NAT, or let pilots reach the pool through `glidein edge` on a node that has one.",
        ),
      );
    if (ipv6.globalAddress === true && ipv6.defaultRoute === false)
      findings.push(
        remark(
          "the node has a public IPv6 address but no IPv6 route",
          "/proc/net/if_inet6, /proc/net/ipv6_route",
          "Add the IPv6 route, or remove the address: programs try it first and wait.",
        ),
      );
    return findings;
  },
};

const yes = (route: boolean | null): string => (route === null ? "not known" : route ? "yes" : "no");
