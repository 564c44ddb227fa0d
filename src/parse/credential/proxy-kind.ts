import type { CredentialProblem } from "../../model/facts/credential.ts";
import type { Certificate } from "./certificate.ts";
import { newCredential, problem } from "./problem.ts";
import { draftProxyInfoOid, type ProxyInfo, type ProxyPolicy, readProxyInfo, rfcProxyInfoOid } from "./proxy-info.ts";

/** What a certificate is in a chain: one of three forms of proxy, or what proxies are made from. */
export interface ProxyKind {
  readonly form: "rfc3820" | "draft" | "legacy" | "end-entity" | "ca";
  /** Only of proxies. */
  readonly policy: ProxyPolicy | null;
  readonly pathLength: number | null;
  readonly language: string | null;
  readonly problems: readonly CredentialProblem[];
}

export const isProxy = (kind: ProxyKind): boolean => kind.form !== "end-entity" && kind.form !== "ca";

const plain = (form: "end-entity" | "ca" | "legacy", policy: ProxyPolicy | null = null): ProxyKind => ({
  form,
  policy,
  pathLength: null,
  language: null,
  problems: [],
});

/** Globus' order: the common names of the first proxies count before any extension. */
export function proxyKindOf(certificate: Certificate): ProxyKind {
  const { byOid } = certificate.extensions;
  const rfc = byOid.get(rfcProxyInfoOid);
  const extension = rfc ?? byOid.get(draftProxyInfoOid);
  const legacy = legacyPolicy(certificate);
  if (extension === undefined) {
    if (certificate.isCa) return plain("ca");
    return legacy === null ? plain("end-entity") : plain("legacy", legacy);
  }
  const problems: CredentialProblem[] = [];
  const add = (severity: "error" | "warning", code: string, what: string): void => {
    problems.push(problem(severity, code, `${certificate.place} ${what}`, newCredential));
  };
  if (certificate.isCa) add("error", "proxy-is-ca", "is a proxy and claims to be a certification authority");
  if (rfc !== undefined && byOid.has(draftProxyInfoOid))
    add("error", "duplicate-extension", "has the proxy extension in two forms");
  if (!extension.critical)
    add(
      "error",
      "pci-not-critical",
      "has a proxy extension that is not critical; Globus takes it for a user certificate",
    );
  if (legacy !== null)
    add(
      "warning",
      "ambiguous-kind",
      "has a proxy extension and the name of a legacy proxy; tools differ on what it is",
    );
  const read = readProxyInfo(extension.value);
  if (!read.ok) add("error", "pci-malformed", `has a proxy extension that cannot be read: ${read.error}`);
  return { ...formOf(read.ok ? read.value : null, rfc === undefined), problems };
}

function formOf(info: ProxyInfo | null, draft: boolean): Omit<ProxyKind, "problems"> {
  return {
    form: draft ? "draft" : "rfc3820",
    // What cannot be read must not be taken for all rights.
    policy: info?.policy ?? "restricted",
    pathLength: info?.pathLength ?? null,
    language: info?.language ?? null,
  };
}

function legacyPolicy(certificate: Certificate): ProxyPolicy | null {
  switch (certificate.subject.lastCommonName) {
    case "proxy":
      return "full";
    case "limited proxy":
      return "limited";
    default:
      return null;
  }
}
