/** Bytes from the beginning of a file that tell what image it is. */
export const imageFileStart = 1338;

const has = (bytes: Uint8Array, offset: number, text: string): boolean =>
  Buffer.from(bytes.subarray(offset, offset + text.length)).toString("latin1") === text;

/**
 * What kind of image file it is by its first bytes: SIF, or a squashfs or ext3 file system, which may stand behind a
 * line that starts a runtime. Null: no runtime knows it.
 */
export function imageFileKind(start: Uint8Array): "sif" | "squashfs" | "ext3" | null {
  if (has(start, 32, "SIF_MAGIC\0")) return "sif";
  const behindLine = has(start, 0, "#!") ? Buffer.from(start.subarray(0, 256)).indexOf("\n") + 1 : 0;
  if (has(start, behindLine, "hsqs")) return "squashfs";
  return has(start, behindLine + 1080, "\u0053\u00ef") ? "ext3" : null;
}
