import type { CredentialFact } from "../../model/facts/credential.ts";
import { describeInstant } from "../../model/instant.ts";

/** Whether a credential is used by this glidein, and so limits its life; and why, for the report. */
export interface CredentialUse {
  readonly credential: CredentialFact;
  readonly used: boolean;
  readonly reason: string;
}

/**
 * Which credentials count. What is given is used: HTCondor gets the tokens, jobs and SSL the proxy. What merely lies
 * where other tools look is used only when nothing better is there, so that a forgotten proxy in /tmp, or the short token
 * of the computing element, does not end a glidein that never shows it. `needed` is the time in seconds that a credential
 * must last.
 */
export function usedCredentials(
  credentials: readonly CredentialFact[],
  now: number,
  needed: number,
): readonly CredentialUse[] {
  const lasts = (c: CredentialFact): boolean => isSound(c) && (c.expiresAt === null || c.expiresAt - now >= needed);
  const edge = credentials.filter(({ standing }) => standing === "edge");
  const chosen = new Set([...chosenSet(credentials, lasts), ...edge]);
  return credentials.map((credential) => {
    if (!chosen.has(credential)) return { credential, used: false, reason: unusedReason(credential) };
    const better = chosenRival(credential, credentials, chosen, lasts);
    if (better === undefined) return { credential, used: true, reason: usedReason(credential) };
    return {
      credential,
      used: false,
      reason: `set aside: ${endOf(credential)}, and ${placeOf(better)} is for the same trust domain and key`,
    };
  });
}

const isToken = ({ kind }: CredentialFact): boolean => kind !== "x509-proxy";
/** It says what it is and has no end that could not be read. */
const isSound = ({ fingerprint, problems }: CredentialFact): boolean =>
  fingerprint !== null && !problems.some(({ severity, code }) => severity === "error" && !code.startsWith("voms-"));

/** Everything given; and, in HTCondor's order of methods, the first ambient kind that lasts if no token is given. */
function chosenSet(
  credentials: readonly CredentialFact[],
  lasts: (c: CredentialFact) => boolean,
): ReadonlySet<CredentialFact> {
  const given = credentials.filter(({ standing }) => standing === "given");
  if (given.some(isToken)) return new Set(given);
  const ambient = (kind: CredentialFact["kind"]): CredentialFact[] =>
    credentials.filter((c) => c.standing === "ambient" && c.kind === kind);
  const ranks = [
    ambient("idtoken"),
    ambient("scitoken"),
    // A proxy that is given is the proxy.
    given.length > 0 ? [] : ambient("x509-proxy"),
  ];
  const rank = ranks.find((c) => c.some(lasts)) ?? (given.length > 0 ? [] : ranks.find((c) => c.length > 0));
  if (rank !== undefined || given.length > 0) return new Set([...given, ...(rank ?? [])]);
  return new Set(credentials.filter(({ standing }) => standing === "job"));
}

/**
 * HTCondor presents the first token whose issuer and key fit and never looks at its end, so one that has ended would hide
 * its neighbours: it is not installed, and does not count, while another of its issuer and key lasts.
 */
function chosenRival(
  credential: CredentialFact,
  all: readonly CredentialFact[],
  chosen: ReadonlySet<CredentialFact>,
  lasts: (c: CredentialFact) => boolean,
): CredentialFact | undefined {
  if (!isToken(credential) || lasts(credential)) return undefined;
  return all.find(
    (c) =>
      c !== credential &&
      chosen.has(c) &&
      isToken(c) &&
      lasts(c) &&
      (credential.fingerprint === null || sameAuthority(c, credential)),
  );
}

const sameAuthority = (a: CredentialFact, b: CredentialFact): boolean =>
  a.kind === b.kind && a.issuer === b.issuer && a.details["keyId"] === b.details["keyId"];

const unusedReason = ({ standing }: CredentialFact): string =>
  standing === "job"
    ? "it is the batch job's, for services of its own"
    : "nobody named it, and there is a better credential for the pool";

function usedReason({ standing }: CredentialFact): string {
  if (standing === "edge") return "it opens the edge";
  return standing === "given" ? "it was given" : "it is the best that was found, and no better one was given";
}

const endOf = ({ expiresAt }: CredentialFact): string =>
  expiresAt === null ? "it cannot be used" : `it ends at ${describeInstant(expiresAt)}`;

export const placeOf = ({ path, details }: CredentialFact): string =>
  typeof details["line"] === "number" ? `${path} line ${details["line"]}` : path;
