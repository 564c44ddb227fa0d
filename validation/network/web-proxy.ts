import type { Check } from "../../src/model/check.ts";
import { skip, some, warning } from "../finding.ts";

export const webProxy: Check = {
  id: "web-proxy",
  title: "The web proxies that the node names work",
  why: "HTTP downloads, CVMFS and Frontier go through the site's squid; a variable that names a dead one makes each of them wait and fail.",
  judges: "A warning for each proxy in http_proxy, https_proxy or OSG_SQUID_LOCATION that does not answer.",
  thresholds: [],
  phase: "node",
  evaluate: ({ network: { proxyAnswers } }) => {
    const asked = proxyAnswers.filter(({ works }) => works !== null);
    if (asked.length === 0) return skip("the node names no web proxy, or it was not asked");
    const dead = asked.filter(({ works }) => works === false);
    const [first] = dead;
    if (first === undefined) return [];
    return [
      warning(
        dead.length === 1
          ? `the web proxy ${first.proxy} does not work: ${first.why}`
          : `${dead.length} of ${asked.length} web proxies do not work: ${some(dead.map(({ proxy }) => proxy))}`,
        some(dead.map(({ proxy, why }) => `request to ${proxy}: ${why}`)),
        "Start the squid, let it accept this node (`acl`, `http_access`), or correct http_proxy and OSG_SQUID_LOCATION in the pilot's environment.",
      ),
    ];
  },
};
