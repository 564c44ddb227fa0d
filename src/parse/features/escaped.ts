/** How much of a value is shown, in bytes of the original. */
const SHOWN_BYTES = 256;

/**
 * Bytes as printable ASCII: `\\`, `\n`, `\r`, `\t` and `\xNN`. At most `limit` bytes are shown; what follows them is
 * only counted, so that a report cannot be flooded by what it reports on.
 */
export function escapedBytes(bytes: Uint8Array, limit: number = SHOWN_BYTES): string {
  let text = "";
  for (const byte of bytes.subarray(0, limit)) text += escapedByte(byte);
  return bytes.length > limit ? `${text}... (${bytes.length} bytes)` : text;
}

/** Text as `escapedBytes` shows its UTF-8. */
export function escapedText(text: string, limit: number = SHOWN_BYTES): string {
  // A character has at least one byte: what is cut here would not have been shown.
  const head = text.slice(0, limit + 1);
  const bytes = new TextEncoder().encode(head);
  return bytes.length > limit ? `${escapedBytes(bytes.subarray(0, limit), limit)}...` : escapedBytes(bytes, limit);
}

/**
 * What was read, for the report. One newline at the end is how a text file ends: it stays itself (JSON writes
 * `"8\n"`), so that a backslash in `raw` always marks something unusual.
 */
export function rawFeature(bytes: Uint8Array): string {
  const ends = bytes.length > 0 && bytes.length <= SHOWN_BYTES && bytes[bytes.length - 1] === 0x0a;
  return ends ? `${escapedBytes(bytes.subarray(0, -1))}\n` : escapedBytes(bytes);
}

function escapedByte(byte: number): string {
  switch (byte) {
    case 0x5c:
      return "\\\\";
    case 0x0a:
      return "\\n";
    case 0x0d:
      return "\\r";
    case 0x09:
      return "\\t";
    default:
      return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
}
