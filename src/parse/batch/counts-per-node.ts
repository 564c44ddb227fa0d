import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

/** `nodes` neighbouring nodes with `count` each. */
export interface CountRun {
  readonly count: number;
  readonly nodes: number;
}

/** Slurm's run-length list in the order of the node list: `4(x2)`, `72(x2),36` (CPUs or tasks). */
export function parseCountsPerNode(text: string): Result<readonly CountRun[], string> {
  if (text.length > 1_048_576) return err(`expected counts per node, found ${quoted(text)}`);
  const runs: CountRun[] = [];
  for (const item of text.split(",")) {
    const match = /^([0-9]{1,6})(?:\(x([0-9]{1,6})\))?$/u.exec(item);
    const run = { count: Number(match?.[1] ?? 0), nodes: Number(match?.[2] ?? 1) };
    if (match === null || run.count < 1 || run.nodes < 1)
      return err(`expected counts per node such as 72(x2),36, found ${quoted(item)} in ${quoted(text)}`);
    runs.push(run);
  }
  return ok(runs);
}

/** The count of the node at `place`, from 0; undefined when the list is shorter. */
export function countAt(runs: readonly CountRun[], place: number): number | undefined {
  let before = 0;
  for (const { count, nodes } of runs) {
    before += nodes;
    if (place < before) return count;
  }
  return undefined;
}
