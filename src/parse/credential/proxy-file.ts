import { createHash } from "node:crypto";
import type { CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";
import { type Certificate, publicKeyOf, readCertificate } from "./certificate.ts";
import { type Link, readChain } from "./chain.ts";
import { chainProblems, delegationsLeft } from "./chain-rules.ts";
import { emptyReading } from "./empty-reading.ts";
import { readPem } from "./pem.ts";
import { readPrivateKey } from "./private-key.ts";
import { newCredential, problem } from "./problem.ts";
import { proxyLimits } from "./proxy-limits.ts";
import { rightsOf } from "./proxy-rights.ts";
import type { VomsCertificate } from "./voms-ac.ts";
import { readVoms } from "./voms-problems.ts";

const certificateLabels = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);

export interface ProxyReading {
  readonly reading: CredentialReading;
  /** The certificate that a CA issued, when the file has one and not its CA. */
  readonly issuedByCa: Certificate | null;
}

/**
 * An X.509 proxy file: certificates in any order with the private key of the leaf. Total on arbitrary bytes; what is
 * wrong is in `problems`, and what could be read counts all the same. The clock is not consulted (see `timeProblems`).
 */
export function readProxyFile(bytes: Uint8Array): ProxyReading {
  const pem = readPem(bytes);
  const problems: CredentialProblem[] = [...pem.problems];
  const certificates: Certificate[] = [];
  for (const block of pem.blocks.filter(({ label }) => certificateLabels.has(label))) {
    const read = readCertificate(block);
    if (read.ok) certificates.push(read.value);
    else problems.push(problem("error", "bad-certificate", `${block.place} ${read.error}`, newCredential));
  }
  if (certificates.length === 0)
    return { reading: emptyReading("x509-proxy", [...problems, noCertificate(bytes)]), issuedByCa: null };
  const key = readPrivateKey(pem.blocks);
  const chain = readChain(certificates, key.publicKey);
  const voms = readVoms(chain.links);
  const ends = proxyLimits(chain.links, voms.ours);
  problems.push(...key.problems, ...chain.problems, ...chainProblems(chain.links), ...voms.problems, ...ends.problems);
  const leaf = chain.links[0]?.certificate;
  const reading: CredentialReading = {
    kind: "x509-proxy",
    ...ends.window,
    subject: leaf?.subject.text ?? null,
    issuer: leaf?.issuer.text ?? null,
    fingerprint: fingerprintOf(chain.links),
    details: detailsOf(chain.links, voms.certificates),
    problems,
  };
  const last = chain.links.at(-1);
  return { reading, issuedByCa: last?.kind.form === "end-entity" ? last.certificate : null };
}

function noCertificate(bytes: Uint8Array): CredentialProblem {
  const what =
    bytes.length === 0
      ? "the file is empty"
      : bytes[0] === 0x30
        ? "the file is in DER, and a proxy file is in PEM"
        : "there is no readable certificate in the file";
  return problem("error", "no-certificate", what, newCredential);
}

function fingerprintOf(links: readonly Link[]): string {
  const hash = createHash("sha256");
  for (const { certificate } of links) hash.update(certificate.der);
  return hash.digest("hex");
}

function detailsOf(links: readonly Link[], voms: readonly VomsCertificate[]): CredentialReading["details"] {
  const { identity, policy } = rightsOf(links);
  const key = links[0] === undefined ? null : publicKeyOf(links[0].certificate);
  return {
    form: links[0]?.kind.form ?? null,
    policy,
    identity,
    delegationsLeft: delegationsLeft(links),
    key: {
      type: key?.asymmetricKeyType ?? null,
      bits: key?.asymmetricKeyDetails?.modulusLength ?? null,
      curve: key?.asymmetricKeyDetails?.namedCurve ?? null,
    },
    chain: links.map(({ certificate, kind }) => ({
      form: kind.form,
      policy: kind.policy,
      pathLength: kind.pathLength,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      serial: certificate.serial,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
    })),
    voms: voms.map(({ vo, uri, fqans, attributes, holder, issuer, notBefore, notAfter, signatureHolds }) => ({
      vo,
      uri,
      fqans,
      attributes,
      holder: { name: holder.name?.text ?? null, serial: holder.serial },
      issuer: issuer?.text ?? null,
      notBefore,
      notAfter,
      // Its own server certificate says so; nobody here vouches for that one.
      signatureHolds,
    })),
  };
}
