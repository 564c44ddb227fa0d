import type { Host } from "../../host/host.ts";
import type { CredentialProblem } from "../../model/facts/credential.ts";
import type { Certificate } from "../../parse/credential/certificate.ts";
import { forged, issuedBy, unknownAuthority } from "../../parse/credential/issuing-ca.ts";
import { subjectHash } from "../../parse/credential/subject-hash.ts";

/** Different CAs may have the same hash; more than a few never happened. */
const maxWithSameHash = 5;

/** What the site's CA directory says of a certificate that a CA issued; nothing, where there is no such directory. */
export async function authorityProblems(
  host: Host,
  certificate: Certificate,
  directory: string,
): Promise<readonly CredentialProblem[]> {
  const status = await host.stat(directory);
  if (!status.ok || status.value.type !== "directory") return [];
  const hash = subjectHash(certificate.issuer);
  for (let number = 0; number < maxWithSameHash; number += 1) {
    const path = `${directory}/${hash}.${number}`;
    const bytes = await host.readBytes(path);
    if (!bytes.ok) break;
    const verdict = issuedBy(certificate, bytes.value);
    if (verdict === "signed") return [];
    if (verdict === "not-signed") return [forged(certificate, path)];
  }
  return [unknownAuthority(certificate, directory)];
}
