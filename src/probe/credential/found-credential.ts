import type { CredentialFact, CredentialReading } from "../../model/facts/credential.ts";
import type { Settings } from "../../model/settings.ts";

export type CredentialSettings = Pick<Settings, "GLIDEIN_Token" | "GLIDEIN_Edge" | "X509_USER_PROXY" | "X509_CERT_DIR">;

/** A credential where it was found, not yet judged by the clock. */
export type FoundCredential = Pick<CredentialFact, "path" | "from" | "standing"> & {
  readonly reading: CredentialReading;
};

export const hasProblem = ({ problems }: CredentialReading, ...codes: readonly string[]): boolean =>
  problems.some(({ code }) => codes.includes(code));
