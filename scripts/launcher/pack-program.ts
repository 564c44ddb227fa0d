// The program as text that any shell can hold in a quoted here-document: compressed, eleven letters for nine bytes.
import { brotliCompressSync, constants } from "node:zlib";

/** All that ASCII can print, but for the blank; in a quoted here-document none of them means anything. */
export const alphabet = String.fromCharCode(...Array.from({ length: 94 }, (_, at) => 33 + at));
const bytesOfGroup = 9;
const lettersOfGroup = 11;

/**
 * `pieces` is the program, or what it is made of: its beginning, then names and texts of chunks, then its end, with a NUL
 * between them. Texts within a program are quoted, and compress worse. First line: the compressed length in bytes.
 */
export function packProgram(pieces: string): string {
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: pieces.length };
  const bytes = brotliCompressSync(pieces, { params });
  const base = BigInt(alphabet.length);
  let text = "";
  for (let at = 0; at < bytes.length; at += bytesOfGroup) {
    const group = bytes
      .subarray(at, at + bytesOfGroup)
      .toString("hex")
      .padEnd(2 * bytesOfGroup, "0");
    let value = BigInt(`0x${group}`);
    let letters = "";
    for (let digit = 0; digit < lettersOfGroup; digit++) {
      letters = alphabet.charAt(Number(value % base)) + letters;
      value /= base;
    }
    text += letters;
  }
  return `${bytes.length}\n${(text.match(/.{1,990}/gu) ?? []).join("\n")}`;
}
