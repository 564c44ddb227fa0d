import type { Check, Finding } from "../../src/model/check.ts";
import { duration, skip, warning } from "../finding.ts";

/** As in GlideinWMS: under this much a proxy's end counts although GLIDEIN_Ignore_X509_Duration is set. */
const tooShortToIgnore = 900;

export const credentialLifetime: Check = {
  id: "credential-lifetime",
  title: "The credentials last long enough",
  why: "A glidein ends before its first credential does; one that is nearly over leaves no time for jobs.",
  judges:
    "A warning for a given credential that ends sooner than the threshold. One that is over is told by credentials-valid.",
  thresholds: ["GLIDEIN_Check_Credential_Lifetime", "GLIDEIN_Ignore_X509_Duration"],
  phase: "node",
  evaluate: ({ credentials, clock }, settings) => {
    const given = credentials.filter(({ standing, expiresAt }) => standing === "given" && expiresAt !== null);
    if (given.length === 0) return skip("no credential with an end was given");
    const wanted = settings.GLIDEIN_Check_Credential_Lifetime.value;
    const ignored = settings.GLIDEIN_Ignore_X509_Duration.value;
    return given.flatMap(({ kind, path, expiresAt, limits }): readonly Finding[] => {
      const left = (expiresAt ?? 0) - clock.now;
      const least = kind === "x509-proxy" && ignored ? Math.min(wanted, tooShortToIgnore) : wanted;
      if (left <= 0 || left >= least) return [];
      const first = limits.find(({ at }) => at === expiresAt);
      return [
        warning(
          `${kind} ${path} ends in ${duration(left)}; ${duration(least)} are wanted`,
          `${first?.what ?? "its end"}: ${expiresAt} (now ${Math.floor(clock.now)})`,
          "Renew the credential, or send a longer one with the glidein.",
        ),
      ];
    });
  },
};
