/** Two digits of the header for a processor, by Node's name of it. */
const architectures: Readonly<Record<string, string>> = { x64: "02", arm64: "04" };

const descriptorOffset = 128;
const descriptorSize = 585;
const dataOffset = 4096;
const partition = 0x4004;
const squashfsPartition = 1;
const primarySystem = 2;

/**
 * A SIF image file around a squashfs file system, with one descriptor, no identifier and no dates: same content, same
 * bytes. Null for a processor that the format's code is not known of here.
 */
export function sif(fileSystem: Buffer, processor: string): Buffer | null {
  const architecture = architectures[processor];
  if (architecture === undefined) return null;
  const image = Buffer.alloc(dataOffset + fileSystem.length);
  image.write("#!/usr/bin/env run-singularity\n", 0, "latin1");
  image.write("SIF_MAGIC\0", 32, "latin1");
  image.write("01\0", 42, "latin1");
  image.write(`${architecture}\0`, 45, "latin1");
  // After the identifier and two dates: free and all descriptors, where they are, where the data is.
  [0, 1, descriptorOffset, descriptorSize, dataOffset, fileSystem.length].forEach((value, index) => {
    image.writeBigInt64LE(BigInt(value), 80 + 8 * index);
  });
  const at = descriptorOffset;
  image.writeInt32LE(partition, at);
  image.writeUInt8(1, at + 4);
  image.writeUInt32LE(1, at + 5);
  image.writeUInt32LE(0xf000_0001, at + 9);
  image.writeUInt32LE(0, at + 13);
  image.writeBigInt64LE(BigInt(dataOffset), at + 17);
  image.writeBigInt64LE(BigInt(fileSystem.length), at + 25);
  image.writeBigInt64LE(BigInt(fileSystem.length), at + 33);
  // Two dates, user and group stay 0.
  const extra = at + 73 + 128;
  image.writeInt32LE(squashfsPartition, extra);
  image.writeInt32LE(primarySystem, extra + 4);
  image.write(`${architecture}\0`, extra + 8, "latin1");
  fileSystem.copy(image, dataOffset);
  return image;
}
