import { verify } from "node:crypto";
import { err, ok, type Result } from "../../model/result.ts";
import { type Certificate, publicKeyOf, readCertificate } from "./certificate.ts";
import { type DerNode, readDer } from "./der.ts";
import { timeOf } from "./der-time.ts";
import { isA, isContext, oidOf, wholeBytes } from "./der-values.ts";
import { readExtensions } from "./extensions.ts";
import type { X500Name } from "./name.ts";
import {
  type GenericAttribute,
  readGenericAttributes,
  readVomsAttributes,
  type VomsAttributes,
} from "./voms-attributes.ts";
import { directoryName, readHolder, type VomsHolder } from "./voms-holder.ts";

/** One VOMS attribute certificate (RFC 5755 with the extensions of VOMS). */
export interface VomsCertificate extends VomsAttributes {
  readonly holder: VomsHolder;
  readonly issuer: X500Name | null;
  /** null: a date that is none. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  readonly attributes: readonly GenericAttribute[];
  /** End of the server certificate that it carries; after it nobody can verify the attributes. */
  readonly serverNotAfter: number | null;
  /** Against the server certificate that it carries itself, which is only a claim; null: it carries none. */
  readonly signatureHolds: boolean | null;
}

export const vomsOid = "1.3.6.1.4.1.8005.100.100.5";
const serverCertificatesOid = "1.3.6.1.4.1.8005.100.100.10";
const genericAttributesOid = "1.3.6.1.4.1.8005.100.100.11";
const maxCertificates = 16;

/** Every attribute certificate of the extension, each read alone. Errors are phrases. */
export function readVomsExtension(value: Uint8Array): readonly Result<VomsCertificate, string>[] {
  const read = readDer(value);
  if (!read.ok) return [err(`is not DER: ${read.error.problem} at byte ${read.error.offset}`)];
  const list = isA(read.value, "sequence") ? read.value.children[0] : undefined;
  if (!isA(list, "sequence") || list.children.length === 0) return [err("holds no attribute certificate")];
  if (list.children.length > maxCertificates) return [err(`holds more than ${maxCertificates} attribute certificates`)];
  return list.children.map(readAttributeCertificate);
}

function readAttributeCertificate(node: DerNode): Result<VomsCertificate, string> {
  const [info, algorithm, signature] = isA(node, "sequence") ? node.children : [];
  const [, holder, issuer, , , validity, list, ...rest] = isA(info, "sequence") ? info.children : [];
  if (info === undefined || !isA(validity, "sequence")) return err("is no attribute certificate");
  const attributes = readVomsAttributes(list);
  if (!attributes.ok) return attributes;
  const extensions = readExtensions(rest.find((child) => isA(child, "sequence")));
  if (!extensions.ok) return err(`has ${extensions.error}`);
  const server = readServerCertificate(extensions.value.byOid.get(serverCertificatesOid)?.value);
  return ok({
    ...attributes.value,
    holder: readHolder(holder),
    issuer: isContext(issuer, 0) ? directoryName(issuer.children[0]) : null,
    notBefore: generalizedTime(validity.children[0]),
    notAfter: generalizedTime(validity.children[1]),
    attributes: readGenericAttributes(extensions.value.byOid.get(genericAttributesOid)?.value),
    serverNotAfter: server?.notAfter ?? null,
    signatureHolds: server === null ? null : holds(info.raw, algorithm, signature, server),
  });
}

/** RFC 5755 §4.2.6 allows only this form, whatever the year. */
const generalizedTime = (node: DerNode | undefined): number | null =>
  isA(node, "generalized-time") ? timeOf(node) : null;

function readServerCertificate(value: Uint8Array | undefined): Certificate | null {
  const read = value === undefined ? null : readDer(value);
  const first = read?.ok === true ? read.value.children[0]?.children[0] : undefined;
  const certificate =
    first === undefined ? null : readCertificate({ place: "VOMS server certificate", der: first.raw });
  return certificate?.ok === true ? certificate.value : null;
}

const digests: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.4": "md5",
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
};

function holds(
  signed: Uint8Array,
  algorithm: DerNode | undefined,
  signature: DerNode | undefined,
  server: Certificate,
): boolean {
  const digest = digests[oidOf(algorithm?.children[0]) ?? ""];
  const bytes = wholeBytes(signature);
  const key = publicKeyOf(server);
  if (digest === undefined || bytes === null || key === null) return false;
  try {
    return verify(digest, signed, key, bytes);
  } catch {
    return false;
  }
}
