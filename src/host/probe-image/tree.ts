/** A directory tree to be written as a sandbox or as an image file; a file's content with its permission bits. */
export interface ImageTree {
  readonly [name: string]: ImageTree | ImageFile;
}
export interface ImageFile {
  readonly content: Uint8Array;
  readonly mode: number;
}

export const isImageFile = (node: ImageTree | ImageFile): node is ImageFile => node["content"] instanceof Uint8Array;

const empty: ImageFile = { content: new Uint8Array(), mode: 0o644 };

/**
 * The image that proves a runtime. A program alone would do where a runtime can invent directories; the empty ones let
 * it work also where both overlay and underlay are switched off, and keep it from warning.
 */
export function probeTree(program: Uint8Array): ImageTree {
  const executable: ImageFile = { content: program, mode: 0o755 };
  return {
    dev: {},
    etc: { group: empty, hosts: empty, localtime: empty, passwd: empty, "resolv.conf": empty },
    // HTCondor's starter proves a runtime by these two names.
    exit_37: executable,
    get_user_ns: executable,
    home: {},
    probe: executable,
    proc: {},
    root: {},
    srv: {},
    sys: {},
    tmp: {},
    token: empty,
    var: { tmp: {} },
  };
}
