import { type KeyObject, X509Certificate } from "node:crypto";
import { err, ok, type Result } from "../../model/result.ts";
import { type DerNode, readDer } from "./der.ts";
import { timeOf } from "./der-time.ts";
import { booleanOf, integerHex, isA, isContext, oidOf, sameBytes } from "./der-values.ts";
import { type Extensions, readExtensions } from "./extensions.ts";
import { readName, type X500Name } from "./name.ts";
import type { PemBlock } from "./pem.ts";

/** One X.509 certificate as far as a proxy's reader needs it. Reading it trusts nothing. */
export interface Certificate {
  readonly place: string;
  readonly x509: X509Certificate;
  readonly der: Uint8Array;
  readonly subject: X500Name;
  readonly issuer: X500Name;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** null: a date that is none. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  readonly isCa: boolean;
  /** null: no KeyUsage extension, every use allowed. */
  readonly maySign: boolean | null;
  readonly extensions: Extensions;
  /** OID of the algorithm that signed it. */
  readonly signatureOid: string;
}

const basicConstraintsOid = "2.5.29.19";
const keyUsageOid = "2.5.29.15";

/** The error is a phrase that follows the place of the certificate. */
export function readCertificate(block: Pick<PemBlock, "place" | "der">): Result<Certificate, string> {
  const { der, place } = block;
  const read = readDer(der);
  if (!read.ok) return err(`is not DER: ${read.error.problem} at byte ${read.error.offset}`);
  const x509 = openCertificate(der);
  if (x509 === null) return err("is no X.509 certificate to OpenSSL");
  const [tbs, , signature] = isA(read.value, "sequence") ? read.value.children : [];
  if (!isA(tbs, "sequence") || !isA(signature, "bit-string")) return err("is no X.509 certificate");
  return readBody({ place, der, x509 }, tbs);
}

function openCertificate(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

function readBody(outer: Pick<Certificate, "place" | "der" | "x509">, tbs: DerNode): Result<Certificate, string> {
  const parts = [...tbs.children];
  // A version 1 certificate has no version.
  if (isContext(parts[0], 0)) parts.shift();
  const [serial, algorithm, issuer, validity, subject, publicKey, ...rest] = parts;
  const names = { issuer: readName(issuer), subject: readName(subject) };
  const digits = integerHex(serial);
  if (names.issuer === null || names.subject === null) return err("has a name that cannot be read");
  if (digits === null || !isA(validity, "sequence") || !isA(publicKey, "sequence"))
    return err("is no X.509 certificate");
  const list = rest.find((node) => isContext(node, 3));
  const extensions = readExtensions(list?.children[0]);
  if (!extensions.ok) return err(`has ${extensions.error}`);
  const isCa = readIsCa(extensions.value);
  if (isCa === null) return err("has basic constraints that cannot be read");
  return ok({
    ...outer,
    subject: names.subject,
    issuer: names.issuer,
    serial: digits,
    notBefore: timeOf(validity.children[0]),
    notAfter: timeOf(validity.children[1]),
    isCa,
    maySign: readMaySign(extensions.value),
    extensions: extensions.value,
    signatureOid: oidOf(algorithm?.children[0]) ?? "",
  });
}

function readIsCa(extensions: Extensions): boolean | null {
  const extension = extensions.byOid.get(basicConstraintsOid);
  if (extension === undefined) return false;
  const read = readDer(extension.value);
  if (!read.ok || !isA(read.value, "sequence")) return null;
  const [first] = read.value.children;
  return isA(first, "boolean") ? booleanOf(first) : false;
}

/** The digitalSignature bit, which RFC 3820 §3.1 wants of an issuer of proxies. */
function readMaySign(extensions: Extensions): boolean | null {
  const extension = extensions.byOid.get(keyUsageOid);
  if (extension === undefined) return null;
  const read = readDer(extension.value);
  return read.ok && isA(read.value, "bit-string") && ((read.value.content[1] ?? 0) & 0x80) !== 0;
}

const largestModulus = 16_384;

/** The public key; null for algorithms that this OpenSSL does not know. */
export function publicKeyOf(certificate: Certificate): KeyObject | null {
  try {
    return certificate.x509.publicKey;
  } catch {
    return null;
  }
}

/** Whether `issuer` has signed `certificate`; false too for keys that this OpenSSL cannot use or that are too large. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const key = publicKeyOf(issuer);
  if (key === null || (key.asymmetricKeyDetails?.modulusLength ?? 0) > largestModulus) return false;
  try {
    return certificate.x509.verify(key);
  } catch {
    return false;
  }
}

export const sameCertificate = (a: Certificate, b: Certificate): boolean => sameBytes(a.der, b.der);
