import { err, ok, type Result } from "../../model/result.ts";

/**
 * One value of an ASN.1 structure in DER. Written here and not taken from node-forge, because that reader accepts
 * indefinite and over-long lengths (two encodings of one certificate), gives no offsets to name in a finding, and
 * copies the bytes that signatures and names are compared by.
 */
export interface DerNode {
  readonly tagClass: "universal" | "application" | "context" | "private";
  readonly tag: number;
  readonly constructed: boolean;
  /** Of the tag, in the bytes that were given to `readDer`. */
  readonly offset: number;
  /** Tag, length and content. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
  /** Empty for a primitive value. */
  readonly children: readonly DerNode[];
}

export interface DerProblem {
  readonly offset: number;
  readonly problem: string;
}

/** A certificate nests 6 levels, an attribute certificate 12. */
const maxDepth = 24;
const maxNodes = 20_000;
const tagClasses = ["universal", "application", "context", "private"] as const;

interface Reader {
  readonly bytes: Uint8Array;
  nodes: number;
}

/** Exactly one value, all of the bytes, minimal definite lengths; bounded in depth and in the number of values. */
export function readDer(bytes: Uint8Array): Result<DerNode, DerProblem> {
  const node = readNode({ bytes, nodes: 0 }, 0, bytes.length, 0);
  if (!node.ok) return node;
  const end = node.value.raw.length;
  return end === bytes.length ? node : err({ offset: end, problem: `${bytes.length - end} bytes follow the end` });
}

function readNode(reader: Reader, offset: number, limit: number, depth: number): Result<DerNode, DerProblem> {
  reader.nodes += 1;
  if (depth >= maxDepth) return err({ offset, problem: `nested deeper than ${maxDepth} levels` });
  if (reader.nodes > maxNodes) return err({ offset, problem: `more than ${maxNodes} values` });
  const first = reader.bytes[offset];
  if (first === undefined || offset >= limit) return err({ offset, problem: "ends before a tag" });
  const tag = first & 0x1f;
  if (tag === 0x1f) return err({ offset, problem: "a tag above 30, which no certificate has" });
  const length = readLength(reader.bytes, offset + 1, limit);
  if (!length.ok) return length;
  const { start, end } = length.value;
  const constructed = (first & 0x20) !== 0;
  const children = constructed ? readChildren(reader, start, end, depth + 1) : ok([]);
  if (!children.ok) return children;
  return ok({
    tagClass: tagClasses[first >> 6] ?? "private",
    tag,
    constructed,
    offset,
    raw: reader.bytes.subarray(offset, end),
    content: reader.bytes.subarray(start, end),
    children: children.value,
  });
}

function readChildren(reader: Reader, start: number, end: number, depth: number): Result<DerNode[], DerProblem> {
  const children: DerNode[] = [];
  for (let at = start; at < end; ) {
    const child = readNode(reader, at, end, depth);
    if (!child.ok) return child;
    children.push(child.value);
    at += child.value.raw.length;
  }
  return ok(children);
}

function readLength(
  bytes: Uint8Array,
  offset: number,
  limit: number,
): Result<{ readonly start: number; readonly end: number }, DerProblem> {
  const first = bytes[offset];
  if (first === undefined || offset >= limit) return err({ offset, problem: "ends before a length" });
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80) return err({ offset, problem: "an indefinite length, which DER does not have" });
  if (count > 4) return err({ offset, problem: `a length of ${count} bytes` });
  let length = first < 0x80 ? first : 0;
  for (const byte of bytes.subarray(offset + 1, offset + 1 + count)) length = length * 256 + byte;
  const start = offset + 1 + count;
  if (count > 0 && (length < 0x80 || length < 256 ** (count - 1)))
    return err({ offset, problem: "a length that is written longer than needed" });
  if (start + length > limit)
    return err({ offset, problem: `a length of ${length} bytes where ${Math.max(0, limit - start)} are left` });
  return ok({ start, end: start + length });
}
