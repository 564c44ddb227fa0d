/** `e_machine` of the ELF header, under the name `uname -m` gives such a node. Others are not named. */
const machines: Readonly<Record<number, readonly [bits: 1 | 2, order: 1 | 2, name: string]>> = {
  3: [1, 1, "i686"],
  21: [2, 1, "ppc64le"],
  22: [2, 2, "s390x"],
  62: [2, 1, "x86_64"],
  183: [2, 1, "aarch64"],
  243: [2, 1, "riscv64"],
};

/** For which architecture a program was built; null when the bytes are no ELF program of a known one. */
export function elfMachine(bytes: Uint8Array): string | null {
  const magic = [0x7f, 0x45, 0x4c, 0x46];
  if (bytes.length < 20 || !magic.every((byte, index) => bytes[index] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = bytes[4];
  const order = bytes[5];
  const known = machines[view.getUint16(18, order === 1)];
  return known !== undefined && known[0] === bits && known[1] === order ? known[2] : null;
}
