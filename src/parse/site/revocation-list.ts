import { err, ok, type Result } from "../../model/result.ts";
import { readDer } from "../credential/der.ts";
import { timeOf } from "../credential/der-time.ts";
import { isA } from "../credential/der-values.ts";

const latin1 = new TextDecoder("latin1");
const begin = "-----BEGIN X509 CRL-----";
/** Base64 of this many characters holds everything before the first revoked certificate. */
const headCharacters = 16_384;

/**
 * When the next update of a certificate revocation list is due (RFC 5280 §5.1.2.5), in PEM or DER; null when it names
 * no time. Only the head is read: a list of a large CA has a hundred thousand entries after it.
 */
export function nextUpdateOf(bytes: Uint8Array): Result<number | null, string> {
  const der = derOf(bytes);
  if (der === null) return err("it is neither a PEM block X509 CRL nor DER");
  const list = header(der, 0);
  const signed = list === null ? null : header(der, list.start);
  if (list?.tag !== 0x30 || signed?.tag !== 0x30) return err("it is no certificate revocation list");
  let at = signed.start;
  // version (optional), signature algorithm, issuer, this update.
  const version = header(der, at);
  if (version?.tag === 0x02) at = version.end;
  for (const _ of ["signature", "issuer"]) {
    const part = header(der, at);
    if (part?.tag !== 0x30) return err("it is no certificate revocation list");
    at = part.end;
  }
  const thisUpdate = header(der, at);
  if (thisUpdate === null || !isTime(thisUpdate.tag)) return err("it has no time of this update");
  const next = header(der, thisUpdate.end);
  if (next === null || !isTime(next.tag)) return ok(null);
  const value = readDer(der.subarray(thisUpdate.end, next.end));
  const at_ =
    value.ok && (isA(value.value, "utc-time") || isA(value.value, "generalized-time")) ? timeOf(value.value) : null;
  return at_ === null ? err("its next update is no time") : ok(at_);
}

const isTime = (tag: number): boolean => tag === 0x17 || tag === 0x18;

function derOf(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] === 0x30) return bytes;
  const text = latin1.decode(bytes.subarray(0, headCharacters * 2));
  const at = text.indexOf(begin);
  if (at < 0) return null;
  const rest = text.slice(at + begin.length);
  const end = rest.indexOf("-----END");
  const base64 = (end < 0 ? rest : rest.slice(0, end)).replaceAll(/\s/gu, "").slice(0, headCharacters);
  return Buffer.from(base64, "base64");
}

/** Tag, and where the content starts and ends; the end may lie beyond what was read. */
function header(bytes: Uint8Array, at: number): { tag: number; start: number; end: number } | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  const digits = bytes.subarray(at + 2, at + 2 + count);
  if (count === 0 || count > 4 || digits.length < count) return null;
  const length = digits.reduce((sum, byte) => sum * 256 + byte, 0);
  return { tag, start: at + 2 + count, end: at + 2 + count + length };
}
