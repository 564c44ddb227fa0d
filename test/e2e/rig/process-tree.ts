import type { WorkerNode } from "../../bed/index.ts";

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

/** The one process of the pilot's account whose program has this name. */
export function processNamed(node: WorkerNode, name: string): number {
  const found = node
    .processes("pilot")
    .filter(({ command }) => new RegExp(`^(?:/\\S*/)?${name}(?: |$)`, "u").test(command));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} processes ${name} on ${node.name}`);
  return only.pid;
}
