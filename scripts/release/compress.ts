// Compression whose result depends only on the input and the tools' versions.
import { spawnSync } from "node:child_process";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";

export type Packing = "gz" | "xz" | "zst";

export function compress(bytes: Buffer, packing: Packing): Buffer {
  switch (packing) {
    case "gz":
      return gzipSync(bytes, { level: 9 });
    case "zst":
      return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
    case "xz":
      return xz(bytes);
    default:
      return packing satisfies never;
  }
}

function xz(bytes: Buffer): Buffer {
  // One thread: more would cut the result into blocks.
  const done = spawnSync("xz", ["-6", "--threads=1", "--check=crc64", "--stdout"], {
    input: bytes,
    maxBuffer: 2 ** 30,
  });
  if (done.status !== 0) throw new Error(`xz failed: is the Debian package xz-utils installed? ${String(done.stderr)}`);
  return done.stdout;
}
