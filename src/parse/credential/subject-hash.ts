import { createHash } from "node:crypto";
import type { DerNode } from "./der.ts";
import { hexOf, textOf } from "./der-values.ts";
import type { X500Name } from "./name.ts";

/**
 * The eight hexadecimal digits by which OpenSSL names the files of a CA directory (`HASH.0`): SHA-1 over the components
 * of the name, their strings as UTF-8 in lower case with single spaces.
 */
export function subjectHash(name: X500Name): string {
  const canonical = name.rdns.flatMap((rdn) => tlv(0x31, rdn.children.flatMap(canonicalAttribute)));
  const digest = createHash("sha1").update(Uint8Array.from(canonical)).digest();
  return hexOf(digest.subarray(0, 4).reverse());
}

function canonicalAttribute(attribute: DerNode): number[] {
  const [type, value] = attribute.children;
  const text = textOf(value);
  const spaces = /[ \t\n\v\f\r]+/gu;
  // Only the letters of ASCII: OpenSSL has no other lower case here.
  const plain = text
    ?.replaceAll(spaces, " ")
    .trim()
    .replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
  const encoded = plain === undefined ? [...(value?.raw ?? [])] : tlv(0x0c, [...new TextEncoder().encode(plain)]);
  return tlv(0x30, [...(type?.raw ?? []), ...encoded]);
}

function tlv(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  if (length < 0x80) return [tag, length, ...content];
  const digits =
    length < 0x100
      ? [length]
      : length < 0x10000
        ? [length >> 8, length & 0xff]
        : [length >> 16, (length >> 8) & 0xff, length & 0xff];
  return [tag, 0x80 + digits.length, ...digits, ...content];
}
