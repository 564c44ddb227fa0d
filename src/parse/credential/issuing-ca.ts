import type { CredentialProblem } from "../../model/facts/credential.ts";
import { type Certificate, isSignedBy, readCertificate } from "./certificate.ts";
import { sameName } from "./name.ts";
import { readPem } from "./pem.ts";
import { newCredential, problem } from "./problem.ts";

/** Whether a file of the CA directory holds the CA of a certificate, and whether that CA has signed it. */
export function issuedBy(certificate: Certificate, caFile: Uint8Array): "signed" | "not-signed" | "another-name" {
  const authorities = readPem(caFile).blocks.flatMap((block) => {
    const read = readCertificate(block);
    return read.ok && sameName(read.value.subject, certificate.issuer) ? [read.value] : [];
  });
  if (authorities.length === 0) return "another-name";
  return authorities.some((authority) => isSignedBy(certificate, authority)) ? "signed" : "not-signed";
}

export const forged = (certificate: Certificate, caFile: string): CredentialProblem =>
  problem(
    "error",
    "bad-signature",
    `${certificate.place} is not signed by its issuer ${certificate.issuer.text}, whose certificate is ${caFile}`,
    newCredential,
  );

export const unknownAuthority = (certificate: Certificate, directory: string): CredentialProblem =>
  problem(
    "info",
    "ca-unknown",
    `${certificate.place} is issued by ${certificate.issuer.text}, which is not in ${directory}; its signature was not checked`,
    "Nothing to do, unless services of this site must know the CA: then install its package (IGTF).",
  );
