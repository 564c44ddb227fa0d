import type { KeyObject } from "node:crypto";
import type { CredentialProblem } from "../../model/facts/credential.ts";
import { type Certificate, isSignedBy, publicKeyOf, sameCertificate } from "./certificate.ts";
import { sameName } from "./name.ts";
import { newCredential, problem } from "./problem.ts";
import { isProxy, type ProxyKind, proxyKindOf } from "./proxy-kind.ts";

export interface Link {
  readonly certificate: Certificate;
  readonly kind: ProxyKind;
}

/** The certificates of a proxy file in the order in which they vouch for one another. */
export interface Chain {
  /** The leaf, its issuer, and so on: proxies, the user's certificate, certification authorities. */
  readonly links: readonly Link[];
  readonly problems: readonly CredentialProblem[];
}

/**
 * The order in a file means nothing: the leaf is the certificate of the private key, an issuer is found by its name and
 * its signature. Without a usable key the leaf is the certificate that issued no other one.
 */
export function readChain(certificates: readonly Certificate[], key: KeyObject | null): Chain {
  const leaf = findLeaf(certificates, key);
  if (leaf === null) return { links: [], problems: [] };
  const problems: CredentialProblem[] = [];
  if (key !== null && !belongsTo(leaf, key)) problems.push(keyMismatch);
  if (leaf !== certificates[0]) problems.push(unusualOrder(leaf));
  const chain = walk(leaf, certificates, problems);
  for (const stray of certificates.filter((c) => !chain.some((link) => sameCertificate(link, c))))
    problems.push(notInChain(stray));
  return { links: chain.map((certificate) => ({ certificate, kind: proxyKindOf(certificate) })), problems };
}

const belongsTo = (certificate: Certificate, key: KeyObject): boolean => publicKeyOf(certificate)?.equals(key) === true;

function findLeaf(certificates: readonly Certificate[], key: KeyObject | null): Certificate | null {
  const ends = certificates.filter(
    (c) => !certificates.some((other) => other !== c && sameName(other.issuer, c.subject)),
  );
  const candidates = ends.length === 0 ? certificates : ends;
  const ofKey = key === null ? [] : certificates.filter((c) => belongsTo(c, key));
  const [chosen] = ofKey.length > 0 ? [...ofKey.filter((c) => ends.includes(c)), ...ofKey] : deepestFirst(candidates);
  return chosen ?? null;
}

/** Of several ends the longest name, a proxy before a user's certificate, whatever the order in the file. */
const deepestFirst = (certificates: readonly Certificate[]): Certificate[] =>
  [...certificates].sort(
    (a, b) =>
      Number(isProxy(proxyKindOf(b))) - Number(isProxy(proxyKindOf(a))) ||
      b.subject.rdns.length - a.subject.rdns.length,
  );

/** Of so many certificates with the issuer's name each is tried: signatures of huge keys take a while to check. */
const maxNamesakes = 4;

function walk(leaf: Certificate, all: readonly Certificate[], problems: CredentialProblem[]): Certificate[] {
  const chain = [leaf];
  for (let child = leaf; ; ) {
    const { issuer } = child;
    if (sameName(issuer, child.subject)) {
      if (!isSignedBy(child, child)) problems.push(badSignature(child, child));
      break;
    }
    const named = all.filter((c) => sameName(c.subject, issuer) && !chain.some((link) => sameCertificate(link, c)));
    const certificate = child;
    const signer = named.slice(0, maxNamesakes).find((c) => isSignedBy(certificate, c));
    const parent = signer ?? named[0];
    if (parent === undefined) break;
    if (signer === undefined) problems.push(badSignature(child, parent));
    chain.push(parent);
    child = parent;
  }
  return chain;
}

const keyMismatch = problem(
  "error",
  "key-mismatch",
  "the private key in the file belongs to none of its certificates",
  "Write the proxy with the key that it was made for; grid-proxy-info and voms-proxy-info do not notice this.",
);

const unusualOrder = (leaf: Certificate): CredentialProblem =>
  problem(
    "warning",
    "unusual-order",
    `${leaf.place} is the proxy, and another certificate comes before it; tools that read the first one only take that for it`,
    "Put the proxy first, then its key, then its issuers.",
  );

const badSignature = (child: Certificate, parent: Certificate): CredentialProblem =>
  problem(
    "error",
    "bad-signature",
    `${child.place} is not signed by ${parent.place}, which has the name of its issuer`,
    newCredential,
  );

const notInChain = (stray: Certificate): CredentialProblem =>
  problem(
    "info",
    "stray-certificate",
    `${stray.place} (${stray.subject.text}) is no part of the proxy's chain; its end does not count`,
    "Keep only the proxy's own chain in the file.",
  );
