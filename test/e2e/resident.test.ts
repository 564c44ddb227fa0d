// A glidein whose process is the warden while jobs run: what it costs, what it survives, what it leaves.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { waitFor } from "../bed/wait.ts";
import { must } from "./rig/must.ts";
import { processNamed } from "./rig/process-tree.ts";
import { leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { type RunningGlidein, reportOf } from "./rig/running-glidein.ts";
import { escapedProcess, shellJob, submitOne, waitForStatus } from "./rig/shell-job.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

/** A glidein that waits, for the jobs of its node only. */
async function waiting(node: WorkerNode, args: readonly string[] = []): Promise<RunningGlidein> {
  const glidein = await rig.start(node, { args: ["--cpus", "2", "--site", node.name, ...args] });
  await glidein.saw("waiting");
  await waitFor("the warden", 10_000, () => (nameOf(glidein.program.pid) === "warden" ? true : undefined), {
    everyMs: 20,
  });
  return glidein;
}

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

const running = async (node: WorkerNode, script: string): Promise<Awaited<ReturnType<typeof submitOne>>> => {
  const job = await submitOne(rig.pool, shellJob(script, node.name));
  await waitForStatus(rig.pool, job, "running");
  return job;
};

describe.concurrent("a glidein that waits", () => {
  it("is two small programs beside HTCondor, with the process id that it was started with", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    await running(node, "sleep 60");
    const ours = node.processes("pilot").filter(({ command }) => /\/(?:warden|keeper|glidein) /u.test(command));
    const sizes = ours.map(({ pid }) =>
      Number(/^Pss:\s+([0-9]+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]),
    );
    expect(ours.length).toBe(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300);
    glidein.signal("SIGTERM");
    expect((await glidein.end(40_000)).status).toBe(0);
    expect(leftOn(node)).toEqual([]);
  });

  it("runs a job to its end, then ends idle with the tail that was asked for", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--set", "GLIDEIN_Max_Tail=5"]);
    await running(node, "sleep 3");
    const end = await glidein.end(90_000);
    expect(end).toMatchObject({ status: 0, signal: null });
    expect(end.events.find(({ event }) => event === "jobs")).toMatchObject({ started: 1, completed: 1 });
    expect(reportOf(node)).toMatchObject({ status: 0, failure: null, left: [] });
    expect(leftOn(node)).toEqual([]);
    expect(await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`)).toEqual([]);
  });
});
