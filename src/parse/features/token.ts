import { err, ok, type Result } from "../../model/result.ts";
import { escapedText } from "./escaped.ts";

/** A value is one short word or number; a file of this size is something else. */
export const MAX_FEATURE_BYTES = 4096;

/** `absent`: the bytes are there and say that the value is not set. */
export type NoToken = { readonly kind: "absent" | "invalid"; readonly reason: string };

/**
 * The one token that the content of a key must be. HSF-TN-2016-02 says nothing about encoding and white space, so:
 * ASCII only, blanks, tabs and line ends around it dropped, nothing but printable characters in it.
 */
export function featureToken(bytes: Uint8Array): Result<string, NoToken> {
  if (bytes.length > MAX_FEATURE_BYTES) return invalid(tooLarge);
  const mark = byteOrderMark(bytes);
  if (mark !== null) return invalid(`begins with a ${mark} byte order mark; expected plain ASCII`);
  const foreign = bytes.findIndex((byte) => !isText(byte));
  if (foreign !== -1) return invalid(foreignByte(bytes[foreign] ?? 0, foreign));
  const text = String.fromCharCode(...bytes).replace(/^[ \t\r\n]+/u, "");
  const token = text.slice(0, endOfText(text));
  if (token === "") {
    return err({ kind: "absent", reason: "the provider wrote an empty value, which means not set" });
  }
  if (/^-1(\.0{1,6})?$/u.test(token)) {
    return err({ kind: "absent", reason: `the provider wrote ${token}, which means not set` });
  }
  if (isPage(token)) return invalid("an HTML or XML page (a login or an error page?), not a value");
  if (/[ \t\r\n]/u.test(token)) return invalid(`${quoted(token)} is more than one value; expected exactly one`);
  return ok(token);
}

export const tooLarge = `larger than ${MAX_FEATURE_BYTES} bytes; expected one short value`;

/** A piece of the input as it may stand in a message. */
export const quoted = (token: string): string => `"${escapedText(token, 40)}"`;

const invalid = (reason: string): Result<never, NoToken> => err({ kind: "invalid", reason });

// Not a regular expression with `+$`: that is quadratic on a long run of blanks.
function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text.charAt(end - 1))) end -= 1;
  return end;
}

const isText = (byte: number): boolean =>
  (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;

function foreignByte(byte: number, offset: number): string {
  const shown = `0x${byte.toString(16).padStart(2, "0")}`;
  if (byte === 0) return `contains a NUL byte at offset ${offset}; expected plain ASCII`;
  if (byte < 0x80) return `contains the control character ${shown} at offset ${offset}; expected plain ASCII`;
  return `contains the byte ${shown} at offset ${offset}, which is not ASCII; expected plain ASCII`;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "UTF-8";
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  return null;
}

// Also for job_id, whose grammar a page without blanks would satisfy.
const isPage = (token: string): boolean => /^<[A-Za-z!?/]/u.test(token);
