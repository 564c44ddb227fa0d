/** The kernel's own limit. */
const maxLinks = 40;

export interface Step {
  /** From the root; to be looked at. */
  readonly names: readonly string[];
  /** Nothing comes after it. */
  readonly isLast: boolean;
}

/**
 * The way along an absolute path, name by name, as the kernel goes it: `..` does not leave the root, and whoever looks
 * hands back where a symbolic link leads, or null for what is none. The value is the path without links, as names; null
 * when there are too many.
 */
export function* walkPath(path: string): Generator<Step, readonly string[] | null, string | null> {
  const pending = path.split("/").reverse();
  const reached: string[] = [];
  let links = 0;
  while (pending.length > 0) {
    const name = pending.pop();
    if (name === undefined || name === "" || name === ".") continue;
    if (name === "..") {
      reached.pop();
      continue;
    }
    const target = yield { names: [...reached, name], isLast: pending.every((rest) => rest === "") };
    if (target === null) {
      reached.push(name);
      continue;
    }
    links += 1;
    if (links > maxLinks) return null;
    if (target.startsWith("/")) reached.length = 0;
    pending.push(...target.split("/").reverse());
  }
  return reached;
}
