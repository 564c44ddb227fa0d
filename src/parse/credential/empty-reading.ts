import type { CredentialKind, CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";

/** A credential of which nothing is known but what is wrong with it. */
export const emptyReading = (kind: CredentialKind, problems: readonly CredentialProblem[]): CredentialReading => ({
  kind,
  expiresAt: null,
  notBefore: null,
  limits: [],
  starts: [],
  subject: null,
  issuer: null,
  fingerprint: null,
  details: {},
  problems,
});
