/** Controls, formatting and bidirectional marks, private and unassigned code points, blanks that are not a space. */
const invisible = /[\p{C}\p{Z}\u{FFFD}]/u;
const named = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\\", "\\\\"],
]);

/**
 * Anything that was read, as one line of bounded length that a terminal, a log or a report shows as what it is.
 * Code points that are not plain to see become `\x1b` or `\u{202e}`, bytes that are not UTF-8 `\xff`, a backslash
 * two; so two values never look the same unless they were cut. `limit` is in characters of the result.
 */
export function printable(value: string | Uint8Array, limit = 200): string {
  const shown: string[] = [];
  let length = 0;
  for (const piece of typeof value === "string" ? escapedText(value) : escapedBytes(value)) {
    if (length + piece.length > limit)
      return `${shown.join("")}… (${value.length} ${typeof value === "string" ? "characters" : "bytes"})`;
    shown.push(piece);
    length += piece.length;
  }
  return shown.join("");
}

function* escapedText(text: string): Generator<string> {
  for (const character of text) yield escaped(character);
}

function escaped(character: string): string {
  const name = named.get(character);
  if (name !== undefined) return name;
  if (character === " " || !invisible.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? hexadecimal(code) : `\\u{${code.toString(16)}}`;
}

const hexadecimal = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;

function* escapedBytes(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    yield length === 0
      ? hexadecimal(bytes[at] ?? 0)
      : escaped(String.fromCodePoint(codePoint(bytes.subarray(at, at + length))));
    at += Math.max(1, length);
  }
}

/** Bytes in the UTF-8 sequence that starts at `at`; 0 when none does (cut short, overlong, a surrogate, beyond Unicode). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  return first === 0xf4 && second > 0x8f ? 0 : length;
}

function codePoint(sequence: Uint8Array): number {
  const [first = 0, ...rest] = sequence;
  // The leading byte of n bytes carries 7 - n bits (7 when alone).
  const lead = rest.length === 0 ? first : first & (0x3f >> rest.length);
  return rest.reduce((code, byte) => (code << 6) | (byte & 0x3f), lead);
}
