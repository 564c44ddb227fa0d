import { type ImageFile, type ImageTree, isImageFile } from "./tree.ts";

const superblockSize = 96;
const blockLog = 17;
const none = 0xffff_ffff;
const noTable = 0xffff_ffff_ffff_ffffn;
/** Nothing compressed, no fragments, no extended attributes. */
const flags = 0x0001 | 0x0002 | 0x0008 | 0x0010 | 0x0200 | 0x0800;
const directoryType = 1;
const fileType = 2;

interface Inode {
  readonly number: number;
  /** Offset in the one block of the inode table. */
  readonly offset: number;
  readonly type: typeof directoryType | typeof fileType;
}

/**
 * A squashfs 4.0 file system of a small tree: same tree, same bytes; owned by root, dated 1970. Uncompressed, with one
 * data block a file and one metadata block a table, which is the reason for the limits: files up to 128 KiB, and
 * names and inodes up to 8 KiB together. Padded to 4 KiB, without which image files of it are not recognised.
 */
export function squashfs(root: ImageTree): Buffer {
  const data: Buffer[] = [];
  let position = superblockSize;
  /** Equal programs are in it once. */
  const starts = new Map<Uint8Array, number>();
  const inodes: Buffer[] = [];
  const listings: Buffer[] = [];
  let count = 0;

  const addInode = (type: Inode["type"], number: number, mode: number, rest: Buffer): Inode => {
    const offset = sizeOf(inodes);
    inodes.push(numbers([2, type], [2, mode], [2, 0], [2, 0], [4, 0], [4, number]), rest);
    return { number, offset, type };
  };
  const addFile = ({ content, mode }: ImageFile, number: number): Inode => {
    if (content.length > 1 << blockLog) throw new Error("a file is too large for a probe image");
    const start = content.length === 0 ? 0 : (starts.get(content) ?? position);
    if (start === position) {
      data.push(Buffer.from(content));
      position += content.length;
    }
    starts.set(content, start);
    const sizes = content.length === 0 ? Buffer.alloc(0) : numbers([4, content.length | (1 << 24)]);
    const rest = Buffer.concat([numbers([4, start], [4, none], [4, 0], [4, content.length]), sizes]);
    return addInode(fileType, number, mode, rest);
  };
  const addDirectory = (tree: ImageTree, number: number, parent: number): Inode => {
    const names = Object.keys(tree).sort();
    const children = names.flatMap((name) => {
      const child = tree[name];
      if (child === undefined) return [];
      count += 1;
      const inode = isImageFile(child) ? addFile(child, count) : addDirectory(child, count, number);
      return [{ name, inode }];
    });
    const offset = sizeOf(listings);
    // Numbers in a listing are relative to the one in its header, and may be below it.
    const entries = children.map(({ name, inode }) =>
      Buffer.concat([
        numbers([2, inode.offset], [2, (inode.number - number) & 0xffff], [2, inode.type], [2, name.length - 1]),
        Buffer.from(name, "latin1"),
      ]),
    );
    // An empty directory has no header either.
    const listing = entries.length === 0 ? [] : [numbers([4, entries.length - 1], [4, 0], [4, number]), ...entries];
    const size = sizeOf(listing);
    listings.push(...listing);
    const subdirectories = children.filter(({ inode }) => inode.type === directoryType).length;
    const rest = numbers([4, 0], [4, 2 + subdirectories], [2, size + 3], [2, offset], [4, parent]);
    return addInode(directoryType, number, 0o755, rest);
  };

  count = 1;
  const rootInode = addDirectory(root, 1, none);
  const inodeTable = position;
  const inodeBlock = metadata(inodes);
  const directoryTable = inodeTable + inodeBlock.length;
  const directoryBlock = metadata(listings);
  const ids = directoryTable + directoryBlock.length;
  const idBlock = metadata([numbers([4, 0])]);
  const idTable = ids + idBlock.length;
  const used = idTable + 8;
  const superblock = Buffer.concat([
    numbers([4, 0x7371_7368], [4, count], [4, 0], [4, 1 << blockLog], [4, 0]),
    numbers([2, 1], [2, blockLog], [2, flags], [2, 1], [2, 4], [2, 0]),
    ...[BigInt(rootInode.offset), BigInt(used), BigInt(idTable), noTable].map(long),
    ...[BigInt(inodeTable), BigInt(directoryTable), noTable, noTable].map(long),
  ]);
  const padding = Buffer.alloc((4096 - (used % 4096)) % 4096);
  return Buffer.concat([superblock, ...data, inodeBlock, directoryBlock, idBlock, long(BigInt(ids)), padding]);
}

function metadata(parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length > 8192) throw new Error("a tree is too large for a probe image");
  return Buffer.concat([numbers([2, content.length | 0x8000]), content]);
}

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function numbers(...fields: readonly (readonly [size: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([size, value]) => {
      const buffer = Buffer.alloc(size);
      buffer.writeUIntLE(value, 0, size);
      return buffer;
    }),
  );
}

function long(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}
