/** How much of our own branch of a hierarchy can be seen through one mount. */
export type VisiblePath =
  /** Names from the mount point down to our own group; empty: the mount point is our group. */
  | { readonly kind: "own"; readonly below: readonly string[] }
  /** The mount point is an ancestor of ours, and the names in between cannot be known. */
  | { readonly kind: "ancestor" }
  /** The mount shows another part of the hierarchy. */
  | { readonly kind: "elsewhere" };

/**
 * Both paths are as the kernel shows them in our cgroup namespace: `root` of the mount (mountinfo), `path` of our own
 * group (/proc/self/cgroup). Either may start with `/..` when it lies outside the namespace. What is returned never
 * contains `..`, so a path composed from it stays below the mount point.
 */
export function visiblePath(root: string, path: string): VisiblePath {
  const from = components(root);
  const to = components(path);
  if (from === null || to === null) return { kind: "elsewhere" };
  if (from.up === to.up && from.names.every((name, index) => name === to.names[index]))
    return { kind: "own", below: to.names.slice(from.names.length) };
  return from.up > to.up && from.names.length === 0 ? { kind: "ancestor" } : { kind: "elsewhere" };
}

/** null: `..` after a name, which the kernel never writes. */
function components(path: string): { readonly up: number; readonly names: readonly string[] } | null {
  const all = path.split("/").filter((name) => name !== "" && name !== ".");
  const first = all.findIndex((name) => name !== "..");
  const up = first === -1 ? all.length : first;
  const names = all.slice(up);
  return names.includes("..") ? null : { up, names };
}
