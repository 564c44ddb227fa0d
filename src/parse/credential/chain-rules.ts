import type { CredentialProblem } from "../../model/facts/credential.ts";
import { publicKeyOf } from "./certificate.ts";
import type { Link } from "./chain.ts";
import { isOneCommonNameBelow } from "./name.ts";
import { endUnreadable, newCredential, problem } from "./problem.ts";
import { isProxy } from "./proxy-kind.ts";

/** What RFC 3820 and the tools that check a proxy would refuse or complain about. */
export function chainProblems(links: readonly Link[]): CredentialProblem[] {
  return [
    ...links.flatMap((link) => [...link.kind.problems, ...certificateProblems(link)]),
    ...links.flatMap((link, index) => (isProxy(link.kind) ? linkProblems(link, links[index + 1]) : [])),
    ...pathLengthProblems(links),
    ...endProblems(links),
  ];
}

const make = (
  severity: CredentialProblem["severity"],
  code: string,
  message: string,
  fix = newCredential,
): CredentialProblem => problem(severity, code, message, fix);

/** Signatures with MD2, MD5 and SHA-1. */
const weakSignatures = new Set([
  "1.2.840.113549.1.1.2",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.10040.4.3",
  "1.2.840.10045.4.1",
]);
const alternativeNames = ["2.5.29.17", "2.5.29.18"];

function certificateProblems({ certificate, kind }: Link): CredentialProblem[] {
  const { place, notBefore, notAfter, extensions } = certificate;
  const found: CredentialProblem[] = [];
  for (const oid of extensions.repeated)
    found.push(make("error", "duplicate-extension", `${place} has the extension ${oid} twice`));
  if (notBefore === null || notAfter === null)
    found.push(
      make("error", endUnreadable, `${place} has a date that does not exist or is not in UTC; it counts as ended`),
    );
  else if (notBefore > notAfter) found.push(make("error", "dates-reversed", `${place} ends before it begins`));
  if (kind.form === "legacy")
    found.push(
      make(
        "warning",
        "legacy-proxy",
        `${place} is a legacy (Globus 2) proxy, which OpenSSL does not accept`,
        "Make RFC 3820 proxies.",
      ),
    );
  if (kind.form === "draft")
    found.push(
      make(
        "warning",
        "draft-proxy",
        `${place} is a draft (Globus 3) proxy, which OpenSSL does not accept`,
        "Make RFC 3820 proxies.",
      ),
    );
  if (kind.language !== null && kind.policy === "restricted")
    found.push(
      make("warning", "unknown-policy", `${place} has the policy language ${kind.language}, which is not known here`),
    );
  if (isProxy(kind) && alternativeNames.some((oid) => extensions.byOid.has(oid)))
    found.push(
      make("warning", "proxy-alternative-name", `${place} is a proxy with an alternative name, which RFC 3820 forbids`),
    );
  if (kind.form !== "ca" && weakSignatures.has(certificate.signatureOid))
    found.push(make("warning", "weak-signature", `${place} is signed with MD5 or SHA-1`));
  const bits = publicKeyOf(certificate)?.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < 2048)
    found.push(make("warning", "weak-key", `${place} has a key of ${bits} bits only`));
  return found;
}

function linkProblems({ certificate, kind }: Link, issuer: Link | undefined): CredentialProblem[] {
  const { place, subject } = certificate;
  const found: CredentialProblem[] = [];
  if (!isOneCommonNameBelow(subject, certificate.issuer))
    found.push(
      make(
        "error",
        "subject-not-under-issuer",
        `${place}: the name of a proxy must be its issuer's and one common name, and is ${subject.text}`,
      ),
    );
  if (issuer === undefined) return found;
  if (issuer.kind.form === "ca")
    found.push(make("error", "issued-by-ca", `${place} is a proxy that a certification authority issued`));
  if (issuer.certificate.maySign === false)
    found.push(
      make(
        "error",
        "issuer-may-not-sign",
        `${issuer.certificate.place} issued a proxy and has no right to sign (key usage)`,
      ),
    );
  if (!isProxy(issuer.kind)) return found;
  if (issuer.kind.form !== kind.form)
    found.push(make("error", "mixed-proxy-kinds", `${place} is a ${kind.form} proxy under a ${issuer.kind.form} one`));
  if (issuer.kind.policy === "limited" && kind.policy === "full")
    found.push(
      make("warning", "policy-widened", `${place} claims full rights under a limited proxy; it counts as limited`),
    );
  return found;
}

/** How many more proxies may be made from the leaf; null: any number; negative: the chain is too long. */
export function delegationsLeft(links: readonly Link[]): number | null {
  const left = links.flatMap(({ kind }, below) => (kind.pathLength === null ? [] : [kind.pathLength - below]));
  return left.length === 0 ? null : Math.min(...left);
}

function pathLengthProblems(links: readonly Link[]): CredentialProblem[] {
  return links.flatMap(({ certificate, kind }, below) =>
    kind.pathLength === null || kind.pathLength >= below
      ? []
      : [
          make(
            "error",
            "path-length-exceeded",
            `${certificate.place} allows ${kind.pathLength} proxies below it, and there are ${below}`,
          ),
        ],
  );
}

function endProblems(links: readonly Link[]): CredentialProblem[] {
  const last = links.at(-1);
  if (last === undefined) return [];
  const authorities = links.filter(({ kind }) => kind.form === "ca");
  const found = authorities.map(({ certificate }) =>
    make(
      "info",
      "ca-in-file",
      `${certificate.place} is a certification authority (${certificate.subject.text}), which nobody takes from here`,
      "It may be removed from the file.",
    ),
  );
  if (isProxy(last.kind))
    found.push(
      make(
        "error",
        "issuer-missing",
        `${last.certificate.place}: the certificate of its issuer ${last.certificate.issuer.text} is not in the file`,
      ),
    );
  if (links.length > authorities.length && !links.some(({ kind }) => isProxy(kind)))
    found.push(
      make(
        "info",
        "no-proxy",
        "the file holds a certificate and no proxy made from it",
        "Give a proxy, so that the long-lived key stays at home.",
      ),
    );
  return found;
}
