import type { CredentialLimit, CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";
import { describeInstant } from "../../model/instant.ts";
import type { Link } from "./chain.ts";
import { problem } from "./problem.ts";
import type { ProxyKind } from "./proxy-kind.ts";
import type { VomsCertificate } from "./voms-ac.ts";

type Window = Pick<CredentialReading, "expiresAt" | "notBefore" | "limits" | "starts">;

/** A proxy ends with the first of its certificates, and its rights in a VO with that attribute certificate. */
export function proxyLimits(
  links: readonly Link[],
  voms: readonly VomsCertificate[],
): { readonly window: Window; readonly problems: readonly CredentialProblem[] } {
  const parts = [
    ...links.map(({ certificate: { subject, notBefore, notAfter }, kind }) => {
      return { part: "certificate" as const, what: nameOf(kind, subject.text), notBefore, notAfter };
    }),
    ...voms.map(({ vo, notBefore, notAfter }) => {
      return { part: "voms" as const, what: `VOMS attribute certificate of ${vo}`, notBefore, notAfter };
    }),
    ...voms.flatMap(({ vo, notAfter, serverNotAfter }) => {
      const first = notAfter !== null && serverNotAfter !== null && serverNotAfter < notAfter;
      const what = `VOMS server certificate of ${vo}`;
      return first ? [{ part: "voms" as const, what, notBefore: null, notAfter: serverNotAfter }] : [];
    }),
  ];
  const limits = parts.flatMap(({ what, part, notAfter: at }) => (at === null ? [] : [{ what, at, part }]));
  const starts = parts.flatMap(({ what, part, notBefore: at }) => (at === null ? [] : [{ what, at, part }]));
  const begins = starts.flatMap(({ at, part }) => (part === "certificate" ? [at] : []));
  const window = {
    expiresAt: earliest(limits)?.at ?? null,
    notBefore: begins.length === 0 ? null : Math.max(...begins),
    limits,
    starts,
  };
  return { window, problems: [...issuerEndsFirst(limits), ...vomsEndsFirst(limits)] };
}

function nameOf(kind: ProxyKind, subject: string): string {
  switch (kind.form) {
    case "ca":
      return `CA certificate ${subject}`;
    case "end-entity":
      return `user certificate ${subject}`;
    case "rfc3820":
    case "draft":
    case "legacy":
      return `proxy certificate ${subject}`;
    default:
      return kind.form satisfies never;
  }
}

const earliest = (limits: readonly CredentialLimit[]): CredentialLimit | undefined =>
  [...limits].sort((a, b) => a.at - b.at)[0];

function issuerEndsFirst(limits: readonly CredentialLimit[]): CredentialProblem[] {
  const certificates = limits.filter(({ part }) => part === "certificate");
  const [leaf] = certificates;
  const first = earliest(certificates);
  if (leaf === undefined || first === undefined || first.at >= leaf.at) return [];
  return [
    problem(
      "warning",
      "issuer-ends-first",
      `the ${first.what} ends at ${describeInstant(first.at)}, before the ${leaf.what} made from it (${describeInstant(leaf.at)})`,
      "Renew the certificate that ends first; voms-proxy-info shows the end of the proxy only.",
    ),
  ];
}

function vomsEndsFirst(limits: readonly CredentialLimit[]): CredentialProblem[] {
  const proxy = earliest(limits.filter(({ part }) => part === "certificate"));
  return limits.flatMap(({ part, what, at }) =>
    part === "voms" && proxy !== undefined && at < proxy.at
      ? [
          problem(
            "info",
            "voms-ends-first",
            `the ${what} ends at ${describeInstant(at)}, before the proxy (${describeInstant(proxy.at)})`,
            "Ask the VOMS server for longer attributes (voms-proxy-init -vomslife), if it grants them.",
          ),
        ]
      : [],
  );
}
