// A glidein whose process is the warden while jobs run: what it costs, what it survives.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobId, WorkerNode } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { must } from "./rig/must.ts";
import { ownMemory } from "./rig/own-memory.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { type RunningGlidein, reportOf } from "./rig/running-glidein.ts";
import { jobStatus, shellJob, startedJob, submitOne, waitForStatus } from "./rig/shell-job.ts";
import { waitingGlidein } from "./rig/waiting-glidein.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

const waiting = (node: WorkerNode, args: readonly string[] = []): Promise<RunningGlidein> =>
  waitingGlidein(rig, node, args);

const runningJob = (node: WorkerNode, script: string): Promise<JobId> => startedJob(rig.pool, node, script);
/** The work directory as this machine sees it. */
async function workOf(node: WorkerNode, glidein: RunningGlidein): Promise<string> {
  const { path } = await glidein.saw("work-directory");
  return join(node.scratchDirectory, String(path).replace(/^\/scratch\//u, ""));
}

/** Node processes that the warden started, by the ids of this machine. */
const revivals = (node: WorkerNode): readonly number[] =>
  node
    .processes("pilot")
    .filter(({ command, state }) => state !== "Z" && command.startsWith(`${payload} resume`))
    .map(({ pid }) => pid);

/** A look is short, and one that is over before it is hit is asked for again. */
function killed(node: WorkerNode, glidein: RunningGlidein): number | undefined {
  const [pid] = revivals(node);
  if (pid === undefined) {
    glidein.signal("SIGUSR1");
    return undefined;
  }
  try {
    process.kill(pid, "SIGKILL");
    return pid;
  } catch {
    return undefined;
  }
}

/** Why the node's slots take no jobs, as the pool has it. */
const reasonIn = async (node: WorkerNode): Promise<unknown> =>
  (await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`))[0]?.["GLIDEIN_Drain_Reason"];

const ctl = (node: WorkerNode, ...args: readonly string[]): Promise<string> =>
  must(node, [payload, "ctl", ...args, "--in", jobDirectory]);

describe.concurrent("a glidein that waits", () => {
  it("is two small programs beside HTCondor, with the process id that it was started with", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    await runningJob(node, "sleep 60");
    expect(await ownMemory(node)).toBeLessThan(300);
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    expect(leftOn(node)).toEqual([]);
  });

  it("runs a job to its end, then ends idle after the tail that was asked for", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--set", "GLIDEIN_Max_Tail=5"]);
    // So short that nobody may see it run.
    await submitOne(rig.pool, shellJob("sleep 3", node.name));
    const end = await glidein.end();
    expect(end).toMatchObject({ status: 0, signal: null });
    expect(end.events.find(({ event }) => event === "jobs")).toMatchObject({ started: 1, completed: 1 });
    expect(reportOf(node)).toMatchObject({ status: 0, failure: null, left: [] });
    expect(leftOn(node)).toEqual([]);
    expect(await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`)).toEqual([]);
  });

  it("keeps its jobs when the program that comes back is killed, and comes back again", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    const job = await runningJob(node, "sleep 300");
    for (const _ of [1, 2]) {
      const pid = await waitFor("a program to kill", patience, () => killed(node, glidein), { everyMs: 5 });
      await waitFor("its end", patience, () => (revivals(node).includes(pid) ? undefined : true), { everyMs: 5 });
    }
    expect(await jobStatus(rig.pool, job)).toBe("running");
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect(end.events.at(-1)).toMatchObject({ reason: "signal SIGTERM" });
    expect(leftOn(node)).toEqual([]);
    await waitForStatus(rig.pool, job, "idle");
  });

  it("stops in time with nothing but the warden's own orders", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--stop-timeout", "12"]);
    const job = await runningJob(node, "trap : TERM; while :; do sleep 1; done");
    writeFileSync(join(await workOf(node, glidein), "state"), "rubbish\n");
    const asked = performance.now();
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(performance.now() - asked).toBeLessThan(60_000);
    expect(end.status).toBe(0);
    expect(end.stderr).toMatch(/the state of the run cannot be used/u);
    expect(node.processes("pilot").filter(({ state }) => state !== "Z")).toEqual([]);
    await waitForStatus(rig.pool, job, "idle");
    expect(await must(node, [payload, "gc", "--in", jobDirectory])).toMatch(/^removed /u);
  });

  it("takes no new jobs when a stop file comes, and ends when the last one is done", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--stop-file", "/scratch/drain"]);
    const job = await runningJob(node, "while ! [ -e /scratch/go ]; do sleep 0.2; done; exit 4");
    await must(node, ["touch", "/scratch/drain"]);
    expect(await glidein.saw("draining")).toMatchObject({ reason: { why: "/scratch/drain is there" } });
    await waitFor("the reason in the ads", patience, async () =>
      (await reasonIn(node)) === "drained: /scratch/drain is there" ? true : undefined,
    );
    await must(node, ["touch", "/scratch/go"]);
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect((await rig.pool.waitForHistory(job))["ExitCode"]).toBe(4);
    expect(leftOn(node)).toEqual([]);
  });

  it("takes no jobs while its disk is full, says why in the pool, and takes them again", async () => {
    const node = await rig.node({ scratchMiB: 200 });
    const here = ["--work-dir", jobDirectory, "--warn-only", "scratch-space"];
    const glidein = await waiting(node, [...here, "--set", "GLIDEIN_Look_Again=3"]);
    await must(node, ["dd", "if=/dev/zero", "of=/scratch/filler", "bs=1M", "count=150"]);
    expect(await glidein.saw("unfit")).toMatchObject({
      why: expect.stringMatching(/MiB are left/u) as unknown,
    });
    await waitFor("the reason in the ad", patience, async () =>
      /MiB are left/u.test(String(await reasonIn(node))) ? true : undefined,
    );
    await must(node, ["rm", "/scratch/filler"]);
    await glidein.saw("fit-again");
    await waitFor("no reason in the ad", patience, async () => ((await reasonIn(node)) === "" ? true : undefined));
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
  });

  it("starts no HTCondor where a stop file is there already", async () => {
    const node = await rig.node();
    await must(node, ["touch", "/scratch/drain"]);
    const glidein = await rig.start(node, { args: ["--cpus", "2", "--stop-file", "/scratch/drain"] });
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect(end.events.at(-1)).toMatchObject({ reason: "drained: /scratch/drain is there" });
    expect(end.events.some(({ event }) => event === "master-started")).toBe(false);
    expect(leftOn(node)).toEqual([]);
  });

  it("shows what it does, drains and stops as ctl asks, also for root", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    const job = await runningJob(node, "sleep 300");
    const { name } = await glidein.saw("decided");
    const asked = JSON.parse(await ctl(node, "status", "--format", "json")) as { glideins: unknown[] };
    expect(asked.glideins).toMatchObject([{ name, state: "running", jobs: 1, winner: "entry:GLIDEIN_Retire_Time" }]);
    const asRoot = await node.exec([payload, "ctl", "status"], { user: "root", env: { PATH: "/usr/bin:/bin" } });
    expect(asRoot.stdout).toContain(`${String(name)}: running, 1 job in 1 slots`);
    expect(await ctl(node, "logs")).toContain("condor_startd");
    await ctl(node, "drain");
    expect(await glidein.saw("draining")).toMatchObject({ reason: { why: "asked to by pilot" } });
    expect(await jobStatus(rig.pool, job)).toBe("running");
    expect(await ctl(node, "status")).toContain("draining");
    await node.exec([payload, "ctl", "stop", String(name)], { user: "root", env: { PATH: "/usr/bin:/bin" } });
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect(end.events.at(-1)).toMatchObject({ reason: "asked to stop by root" });
    expect(leftOn(node)).toEqual([]);
  });

  it("drains at the warning signal that it was told of", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--set", "GLIDEIN_Warning_Signal=SIGUSR2"]);
    await runningJob(node, "until [ -e /scratch/go ]; do sleep 0.2; done");
    glidein.signal("SIGUSR2");
    await glidein.saw("draining");
    await must(node, ["touch", "/scratch/go"]);
    expect((await glidein.end()).events.at(-1)).toMatchObject({ reason: "drained: signal SIGUSR2" });
    expect(leftOn(node)).toEqual([]);
  });
});
