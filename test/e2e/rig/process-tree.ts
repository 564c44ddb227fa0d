import { patience, type WorkerNode, waitFor } from "../../bed/index.ts";

/** A process of a node and everything below it, by the ids of this machine. */
export function treeOf(node: WorkerNode, root: number): readonly number[] {
  const all = node.processes();
  const found = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of all)
      if (found.has(parent) && !found.has(pid)) {
        found.add(pid);
        grown = true;
      }
  }
  return [...found];
}

/**
 * The one process of the pilot's account whose program has this name. A glidein that looks at its node has a keeper for that,
 * too, for as long as it looks.
 */
export function processNamed(node: WorkerNode, name: string): Promise<number> {
  const named = new RegExp(`^(?:/\\S*/)?${name}(?: |$)`, "u");
  const found = (): readonly string[] =>
    node.processes("pilot").flatMap(({ command, pid }) => (named.test(command) ? [String(pid)] : []));
  const only = (): number | undefined => {
    const [pid, ...others] = found();
    return pid === undefined || others.length > 0 ? undefined : Number(pid);
  };
  return waitFor(`one process ${name} on ${node.name}`, patience, only, {
    everyMs: 20,
    whyNot: () => found().join(" "),
  });
}
