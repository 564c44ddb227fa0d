// A tar archive of given bytes: root's files, one time, sorted. The same entries give the same archive on every machine.
import { type ArchiveEntry, byPath, directoriesOf } from "./archive-entry.ts";

const block = 512;

export interface TarOptions {
  /** Epoch seconds of every member. */
  readonly time: number;
  /** Before every path: "./" in Debian's archives. */
  readonly prefix: string;
  readonly withDirectories: boolean;
}

export function tarArchive(entries: readonly ArchiveEntry[], options: TarOptions): Buffer {
  const { prefix, time, withDirectories } = options;
  const directories = withDirectories ? directoriesOf(entries) : [];
  return Buffer.concat([
    ...directories.map((path) => header({ name: `${prefix}${path}/`, mode: 0o755, size: 0, time, type: "5" })),
    ...[...entries]
      .sort(byPath)
      .flatMap(({ path, content, executable }) => [
        header({ name: prefix + path, mode: executable ? 0o755 : 0o644, size: content.length, time, type: "0" }),
        content,
        Buffer.alloc((block - (content.length % block)) % block),
      ]),
    Buffer.alloc(2 * block),
  ]);
}

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly time: number;
  readonly type: "0" | "5";
}

/** ustar. */
function header({ name, mode, size, time, type }: Member): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name}: a name in an archive has at most 100 bytes`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, digits: number): number =>
    bytes.write(`${value.toString(8).padStart(digits, "0")}\0`, at);
  bytes.write(name, 0);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(time, 136, 11);
  bytes.write("        ", 148);
  bytes.write(type, 156);
  bytes.write("ustar\u000000", 257);
  bytes.write("root", 265);
  bytes.write("root", 297);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}
