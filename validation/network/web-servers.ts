import type { Check, Finding } from "../../src/model/check.ts";
import { error, skip, warning } from "../finding.ts";

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO|certificate/u;

export const webServers: Check = {
  id: "web-servers",
  title: "The staging server and the other web servers can be reached",
  why: "From there come HTCondor, the VO's scripts and the software; a node that cannot download cannot start.",
  judges: "An error when none of GLIDEIN_Web_Servers (and a download of HTCondor) answers, a warning when some do not.",
  thresholds: ["GLIDEIN_Web_Servers", "GLIDEIN_Condor"],
  phase: "node",
  refusesAs: "FETCH_FAILED",
  evaluate: ({ network: { servers } }) => {
    const asked = servers.filter(({ works }) => works !== null);
    if (asked.length === 0) return skip("the settings name no web server (GLIDEIN_Web_Servers)");
    const dead = asked.filter(({ works }) => works === false);
    const make = dead.length === asked.length && !dead.some(answered) ? error : warning;
    return dead.map(
      ({ url, via, why }): Finding =>
        make(
          answered({ why }) ? `${url} is answered with ${why}` : `${url} cannot be reached: ${why}`,
          `request ${via === "direct" ? "without a proxy" : `through ${via}`}: ${why}`,
          fixOf(why, via),
        ),
    );
  },
};

/** The server is there; only the download itself tells whether it has the file, since not every server answers HEAD rightly. */
const answered = ({ why }: { readonly why: string }): boolean => why.startsWith("HTTP status 4");

function fixOf(why: string, via: string): string {
  if (untrusted.test(why))
    return "Install the CA of this server: the ca-certificates package, or the grid's CAs (X509_CERT_DIR); check that the clock is right.";
  if (/status 40[47]|status 410/u.test(why)) return "Correct the address, or let the proxy pass this request.";
  return via === "direct"
    ? "Allow outbound HTTP and HTTPS from worker nodes, or name the site's web proxy in http_proxy."
    : "Let the web proxy pass requests to this server, or correct http_proxy.";
}
