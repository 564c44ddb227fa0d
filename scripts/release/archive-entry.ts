// What goes into a package, before it has a form: the same list makes the .deb, the .rpm and the npm package.

export interface ArchiveEntry {
  /** Relative, with slashes: "usr/bin/glidein". */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** The directories above the entries, parents first. */
export function directoriesOf(entries: readonly ArchiveEntry[]): readonly string[] {
  const all = new Set<string>();
  for (const { path } of entries) {
    const names = path.split("/").slice(0, -1);
    for (let depth = 1; depth <= names.length; depth++) all.add(names.slice(0, depth).join("/"));
  }
  return [...all].toSorted();
}

export const byPath = (a: ArchiveEntry, b: ArchiveEntry): number => (a.path < b.path ? -1 : 1);
