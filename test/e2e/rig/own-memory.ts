import { patience, type WorkerNode, waitFor } from "../../bed/index.ts";
import { textOf } from "../../bed/process-table.ts";

/** What the two small programs of a glidein that waits have to themselves, in kB. While it looks at its node there are more. */
export function ownMemory(node: WorkerNode): Promise<number> {
  const ours = (): readonly number[] =>
    node.processes("pilot").flatMap(({ command, pid }) => (/\/(?:warden|keeper|glidein) /u.test(command) ? [pid] : []));
  return waitFor("the warden and the keeper alone", patience, () => {
    const sizes = ours().map((pid) =>
      Number(/^Pss:\s+([0-9]+) kB/mu.exec(textOf(`/proc/${String(pid)}/smaps_rollup`))?.[1]),
    );
    return sizes.length === 2 && sizes.every(Number.isFinite) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  });
}
