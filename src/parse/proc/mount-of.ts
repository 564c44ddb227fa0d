import type { Mount } from "./mountinfo.ts";

/**
 * The mount that an absolute path without symbolic links is on. Mounts are followed as the kernel does, from the root
 * down through the children of each mount, because a mount that another one was put over stays in the list.
 */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  let at = rootMount(mounts);
  // A list in which some parent is missing (composed by hand, or cut short) does not allow that.
  if (at === null) return longestPrefix(mounts, path);
  const passed = new Set<Mount>([at]);
  for (;;) {
    const below = nearestChild(mounts, at, path);
    if (below === null || passed.has(below)) return at;
    passed.add(below);
    at = below;
  }
}

export const isBelow = (path: string, directory: string): boolean =>
  directory === "/" || path === directory || path.startsWith(`${directory}/`);

function rootMount(mounts: readonly Mount[]): Mount | null {
  const ids = new Set(mounts.map(({ id }) => id));
  const orphans = mounts.filter(({ parent, id }) => !ids.has(parent) || parent === id);
  const [root] = orphans;
  // Equal ids cannot come from a kernel, and would lead in circles.
  return ids.size === mounts.length && orphans.length === 1 && root?.point === "/" ? root : null;
}

/** Of the mounts on this one that the path goes through, the one met first: the shortest. */
function nearestChild(mounts: readonly Mount[], at: Mount, path: string): Mount | null {
  let nearest: Mount | null = null;
  for (const mount of mounts) {
    if (mount === at || mount.parent !== at.id || !isBelow(path, mount.point) || !isBelow(mount.point, at.point))
      continue;
    if (nearest === null || mount.point.length < nearest.point.length) nearest = mount;
  }
  return nearest;
}

function longestPrefix(mounts: readonly Mount[], path: string): Mount | null {
  let longest: Mount | null = null;
  for (const mount of mounts) {
    if (isBelow(path, mount.point) && mount.point.length >= (longest?.point.length ?? 0)) longest = mount;
  }
  return longest;
}
