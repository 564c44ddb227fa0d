import type { DerNode } from "./der.ts";

/** Tags of the universal types that certificates use. */
const tags = {
  boolean: 1,
  integer: 2,
  "bit-string": 3,
  "octet-string": 4,
  null: 5,
  oid: 6,
  sequence: 16,
  set: 17,
  "utc-time": 23,
  "generalized-time": 24,
} as const;
type UniversalType = keyof typeof tags;

export function isA(node: DerNode | undefined, type: UniversalType): node is DerNode {
  return node?.tagClass === "universal" && node.tag === tags[type] && node.constructed === isConstructed(type);
}

const isConstructed = (type: UniversalType): boolean => type === "sequence" || type === "set";

/** A value with context tag `[n]`. */
export const isContext = (node: DerNode | undefined, n: number): node is DerNode =>
  node?.tagClass === "context" && node.tag === n;

/** `1.3.6.1.…`; null when it is no object identifier or has an arc beyond 2^53. */
export function oidOf(node: DerNode | undefined): string | null {
  if (!isA(node, "oid") || node.content.length === 0 || node.content.length > 64) return null;
  const arcs: number[] = [];
  let value = 0;
  let open = false;
  for (const byte of node.content) {
    if (!open && byte === 0x80) return null;
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) return null;
    open = (byte & 0x80) !== 0;
    if (open) continue;
    if (arcs.length === 0) {
      const top = Math.min(2, Math.floor(value / 40));
      arcs.push(top, value - top * 40);
    } else arcs.push(value);
    value = 0;
  }
  return open ? null : arcs.join(".");
}

/** Content of an INTEGER as upper-case hexadecimal digits, with a minus sign when it is negative. */
export function integerHex(node: DerNode | undefined): string | null {
  if (!isA(node, "integer") || node.content.length === 0) return null;
  const negative = ((node.content[0] ?? 0) & 0x80) !== 0;
  const hex = hexOf(node.content).toUpperCase();
  const digits = hex.replace(/^(?:00)+(?=..)/u, "");
  return negative ? `-${hex}` : digits;
}

/** A whole number from 0 to 2^31; null for every other INTEGER. */
export function smallInteger(node: DerNode | undefined): number | null {
  const hex = integerHex(node);
  if (hex === null || hex.startsWith("-") || hex.length > 8) return null;
  const value = Number.parseInt(hex, 16);
  return value <= 0x7fffffff ? value : null;
}

/** DER knows two booleans: 00 and FF. */
export function booleanOf(node: DerNode | undefined): boolean | null {
  if (!isA(node, "boolean") || node.content.length !== 1) return null;
  const [byte] = node.content;
  return byte === 0xff ? true : byte === 0 ? false : null;
}

/** Bytes of a BIT STRING that has no unused bits (signatures, keys), or null. */
export function wholeBytes(node: DerNode | undefined): Uint8Array | null {
  return isA(node, "bit-string") && node.content[0] === 0 ? node.content.subarray(1) : null;
}

const latin1 = new TextDecoder("latin1");
const utf8 = new TextDecoder("utf-8");
const utf16 = new TextDecoder("utf-16be");

/** Text of any ASN.1 string type; null for other values. */
export function textOf(node: DerNode | undefined): string | null {
  if (node === undefined || node.tagClass !== "universal" || node.constructed) return null;
  switch (node.tag) {
    case 12:
      return utf8.decode(node.content);
    case 30:
      return utf16.decode(node.content);
    // Numeric, printable, teletex, IA5, graphic, visible and general strings.
    case 18:
    case 19:
    case 20:
    case 22:
    case 25:
    case 26:
    case 27:
      return latin1.decode(node.content);
    default:
      return null;
  }
}

export const asciiOf = (bytes: Uint8Array): string => latin1.decode(bytes);

export function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
