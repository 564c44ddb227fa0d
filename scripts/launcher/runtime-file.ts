// The runtime as the launcher fetches it: the official Node binary without the symbols and debug sections that nothing
// loads. Cut by hand rather than with strip, so that every machine makes the same bytes, also for the other processor.

export const architectures = ["x64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

const header = {
  programOffset: 32,
  sectionOffset: 40,
  programSize: 54,
  programCount: 56,
  sectionCount: 60,
  sectionNames: 62,
};
const machines: Readonly<Record<Architecture, number>> = { x64: 62, arm64: 183 };

/** Everything up to the end of the last segment. Throws when it is no 64-bit little-endian ELF file for the processor. */
export function runtimeBytes(binary: Buffer, architecture: Architecture): Buffer {
  if (binary.readUInt32BE(0) !== 0x7f454c46 || binary[4] !== 2 || binary[5] !== 1)
    throw new Error("the Node binary is no 64-bit little-endian ELF file");
  if (binary.readUInt16LE(18) !== machines[architecture]) throw new Error(`the Node binary is not for ${architecture}`);
  const first = Number(binary.readBigUInt64LE(header.programOffset));
  const size = binary.readUInt16LE(header.programSize);
  const count = binary.readUInt16LE(header.programCount);
  let end = first + size * count;
  for (let at = first; at < first + size * count; at += size) {
    const offset = Number(binary.readBigUInt64LE(at + 8));
    const inFile = Number(binary.readBigUInt64LE(at + 32));
    end = Math.max(end, offset + inFile);
  }
  const cut = Buffer.from(binary.subarray(0, end));
  // There are no sections any more; loading needs none.
  cut.writeBigUInt64LE(0n, header.sectionOffset);
  cut.writeUInt16LE(0, header.sectionCount);
  cut.writeUInt16LE(0, header.sectionNames);
  return cut;
}
