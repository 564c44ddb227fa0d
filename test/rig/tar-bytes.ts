// Tar archives byte by byte: the ones that no tar program would write, too.
import { Buffer } from "node:buffer";

export interface TarEntry {
  readonly path: string;
  /** File by default. */
  readonly type?: "file" | "directory" | "symlink" | "link" | "character-device" | "fifo";
  readonly mode?: number;
  readonly content?: string | Uint8Array;
  readonly target?: string;
  /** What the header claims, when it is not the content's length. */
  readonly claimedSize?: number;
}

const typeFlags = { file: "0", link: "1", symlink: "2", "character-device": "3", directory: "5", fifo: "6" } as const;
const block = 512;

export function tarBytes(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(member), Buffer.alloc(2 * block)]);
}

function member(entry: TarEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? "");
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return [header(entry, entry.claimedSize ?? content.length), content, padding];
}

function header(entry: TarEntry, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  const type = entry.type ?? "file";
  bytes.write(entry.path, 0, 100);
  bytes.write(octal(entry.mode ?? (type === "directory" ? 0o755 : 0o644), 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  if (size < 2 ** 33) bytes.write(octal(size, 11), 124);
  else {
    // GNU's way beyond what eleven octal digits hold.
    bytes[124] = 0x80;
    bytes.writeUIntBE(size, 130, 6);
  }
  bytes.write(octal(0, 11), 136);
  bytes.write("        ", 148);
  bytes.write(typeFlags[type], 156);
  bytes.write(entry.target ?? "", 157, 100);
  bytes.write("ustar\u000000", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}
