import { expect } from "vitest";
import type { WorkerNode } from "../../bed/index.ts";
import { leftOn, type Rig } from "./rig.ts";
import { type RunningGlidein, reportOf } from "./running-glidein.ts";
import { shellJob, submitOne } from "./shell-job.ts";

/** The exit status of a job that only this node's glidein may run. */
export async function completed({ pool }: Rig, node: WorkerNode, script: string): Promise<unknown> {
  const job = await submitOne(pool, shellJob(script, node.name));
  return (await pool.waitForHistory(job))["ExitCode"];
}

/** An ordinary end, for this reason, with nothing left. */
export async function endsWell(node: WorkerNode, glidein: RunningGlidein, reason: RegExp): Promise<void> {
  const end = await glidein.end();
  expect(end.stderr).not.toContain("[");
  expect(end.status).toBe(0);
  expect(String(end.events.at(-1)?.["reason"])).toMatch(reason);
  expect(leftOn(node)).toEqual([]);
  expect(reportOf(node)).toMatchObject({ status: 0, failure: null, left: [] });
}
