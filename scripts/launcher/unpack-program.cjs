// Run by the launcher as text inside single quotes: PACKED FILE, PROGRAM FILE, SHA-256 of the program.
const { readFileSync, writeFileSync } = require("node:fs");
const [from, to, sha256] = process.argv.slice(1);
const [length, ...lines] = readFileSync(from, "latin1").trimEnd().split("\n");
const text = lines.join("");
const bytes = Buffer.alloc((text.length / 11) * 9);
for (let at = 0; at < text.length; at += 11) {
  let value = 0n;
  for (let of = at; of < at + 11; of++) value = value * 94n + BigInt(text.charCodeAt(of) - 33);
  bytes.write((value % (1n << 72n)).toString(16).padStart(18, "0"), (at / 11) * 9, "hex");
}
const unpacked = require("node:zlib").brotliDecompressSync(bytes.subarray(0, Number(length)), { maxOutputLength: 33554432 });
const pieces = unpacked.toString().split("\0");
const end = pieces.length > 1 ? pieces.pop() : "";
let program = pieces.shift();
while (pieces.length > 1) program += JSON.stringify(pieces.shift()) + ": " + JSON.stringify(pieces.shift()) + ",\n";
program += end;
if (require("node:crypto").createHash("sha256").update(program).digest("hex") !== sha256) throw new Error("another digest");
writeFileSync(to, program);
