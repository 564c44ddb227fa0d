// Run by the launcher as text inside single quotes: PACKED FILE, PROGRAM FILE, SHA-256 of the program.
const { readFileSync, writeFileSync } = require("node:fs");
const [from, to, sha256] = process.argv.slice(1);
const [length, ...lines] = readFileSync(from, "latin1").trimEnd().split("\n");
const alphabet = "@ALPHABET@";
const digit = new Uint8Array(128);
for (let at = 0; at < 85; at++) digit[alphabet.charCodeAt(at)] = at;
const text = lines.join("");
const bytes = Buffer.alloc((text.length / 5) * 4);
for (let at = 0; at < text.length; at += 5) {
  let value = 0;
  for (let of = at; of < at + 5; of++) value = value * 85 + digit[text.charCodeAt(of) & 127];
  bytes.writeUInt32BE(value % 4294967296, (at / 5) * 4);
}
const program = require("node:zlib").brotliDecompressSync(bytes.subarray(0, Number(length)), { maxOutputLength: 33554432 });
if (require("node:crypto").createHash("sha256").update(program).digest("hex") !== sha256) throw new Error("another digest");
writeFileSync(to, program);
