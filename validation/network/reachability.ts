import type { Evaluation } from "../../src/model/check.ts";
import type { NetworkFacts } from "../../src/model/facts/network.ts";
import { error, skip, some, warning } from "../finding.ts";

/** All of one kind refuse: an error; some do: a warning, because others are there to choose. */
export function judgeReachability({ endpoints }: NetworkFacts, what: string, whose: string): Evaluation {
  const named = endpoints.filter((one) => one.what === what);
  const asked = named.filter(({ reachable }) => reachable !== null);
  if (asked.length === 0)
    return skip(
      named[0] === undefined ? `no ${what} was asked (see ${whose})` : `${what} ${named[0].endpoint}: ${named[0].why}`,
    );
  const closed = asked.filter(({ reachable }) => reachable === false);
  const [first] = closed;
  if (first === undefined) return [];
  const make = closed.length === asked.length ? error : warning;
  const plural = closed.length === 1 ? "" : "s";
  const message =
    asked.length === 1
      ? `the ${what} ${first.endpoint} cannot be reached: ${first.why}`
      : `${closed.length} of ${asked.length} ${what}s cannot be reached: ${first.why}`;
  return [
    make(
      message,
      some(closed.map(({ endpoint, why }) => `TCP connection to ${endpoint}: ${why}`)),
      adviceFor(
        first.why,
        `${what}${plural} ${some(
          closed.map(({ endpoint }) => endpoint),
          3,
        )}`,
      ),
    ),
  ];
}

function adviceFor(why: string, whom: string): string {
  if (/ENOTFOUND|EAI_AGAIN|look-up/u.test(why))
    return `Correct the name, or the name servers in /etc/resolv.conf, so that the ${whom} can be looked up; where nothing leads out, use \`glidein edge\`.`;
  if (/ECONNREFUSED/u.test(why))
    return `Nothing listens there, or a firewall refuses: check the port, that the ${whom} runs, and the outbound rules of the site.`;
  if (/ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL/u.test(why))
    return `Give the node a route to the ${whom} (also for the address family of its name), or use \`glidein edge\`.`;
  return `Allow outbound TCP connections from worker nodes to the ${whom} in the site's firewall, or use \`glidein edge\`.`;
}
