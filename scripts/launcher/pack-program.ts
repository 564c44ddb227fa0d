// The program as text that any shell can hold in a here-document: compressed, five letters for four bytes.
import { brotliCompressSync, constants } from "node:zlib";

/** None of them means anything to a shell, and no line of them is the end of the document. */
export const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%_#";

/** First line: the compressed length in bytes; then lines of 160 letters. */
export function packProgram(program: string): string {
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: program.length };
  const bytes = brotliCompressSync(program, { params });
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = "";
  for (let at = 0; at < padded.length; at += 4) {
    let value = padded.readUInt32BE(at);
    let group = "";
    for (let digit = 0; digit < 5; digit++) {
      group = alphabet.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return `${bytes.length}\n${(text.match(/.{1,160}/gu) ?? []).join("\n")}`;
}
