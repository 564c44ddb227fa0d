import type { CredentialProblem } from "../../model/facts/credential.ts";
import type { Certificate } from "./certificate.ts";
import type { Link } from "./chain.ts";
import { sameName } from "./name.ts";
import { newCredential, problem } from "./problem.ts";
import { readVomsExtension, type VomsCertificate, vomsOid } from "./voms-ac.ts";

export interface VomsReading {
  readonly certificates: readonly VomsCertificate[];
  /** Those that are not for somebody else: another holder's give no rights here that could end. */
  readonly ours: readonly VomsCertificate[];
  readonly problems: readonly CredentialProblem[];
}

const newVoms = "Make the proxy again with voms-proxy-init.";

/** The attribute certificates of every proxy in the chain, the leaf's first: one may sit in any of them. */
export function readVoms(links: readonly Link[]): VomsReading {
  const certificates: VomsCertificate[] = [];
  const ours: VomsCertificate[] = [];
  const problems: CredentialProblem[] = [];
  for (const { certificate } of links) {
    const extension = certificate.extensions.byOid.get(vomsOid);
    for (const read of extension === undefined ? [] : readVomsExtension(extension.value)) {
      if (!read.ok) {
        problems.push(
          problem(
            "error",
            "voms-malformed",
            `${certificate.place}: the VOMS attribute certificate ${read.error}`,
            newVoms,
          ),
        );
        continue;
      }
      const what = `${certificate.place}: the VOMS attribute certificate of ${read.value.vo}`;
      certificates.push(read.value);
      if (isSomebodyElses(read.value, links))
        problems.push(
          problem("error", "voms-holder-mismatch", `${what} is for none of the certificates here`, newVoms),
        );
      else ours.push(read.value);
      problems.push(...problemsOf(read.value, what));
    }
  }
  return { certificates, ours, problems };
}

/** Without the user's certificate in the file nobody can tell. */
const isSomebodyElses = (voms: VomsCertificate, links: readonly Link[]): boolean =>
  links.some(({ kind }) => kind.form === "end-entity") && !links.some(({ certificate }) => isHolder(voms, certificate));

function problemsOf(voms: VomsCertificate, what: string): CredentialProblem[] {
  const found: CredentialProblem[] = [];
  if (voms.notAfter === null || voms.notBefore === null)
    found.push(problem("error", "voms-malformed", `${what} has a date that does not exist or is not in UTC`, newVoms));
  if (voms.signatureHolds === false)
    found.push(
      problem(
        "error",
        "voms-bad-signature",
        `${what} is not signed by the server certificate that it carries`,
        newCredential,
      ),
    );
  if (voms.signatureHolds === null)
    found.push(
      problem(
        "info",
        "voms-unverified",
        `${what} carries no server certificate; its signature was not checked`,
        "Nothing to do: services check it.",
      ),
    );
  if (voms.fqans.length === 0)
    found.push(
      problem(
        "info",
        "voms-without-fqans",
        `${what} names no group or role`,
        "Ask for a role with voms-proxy-init -voms VO:/VO/Role=ROLE if the VO needs one.",
      ),
    );
  return found;
}

/**
 * VOMS writes the holder's own name where RFC 5755 wants its issuer's, and voms-proxy-fake takes the proxy that it was
 * called with for the holder; the serial decides.
 */
function isHolder({ holder }: VomsCertificate, certificate: Certificate): boolean {
  if (holder.name === null) return false;
  const named = sameName(holder.name, certificate.subject) || sameName(holder.name, certificate.issuer);
  return named && (holder.serial === null || holder.serial === certificate.serial);
}
