// A glidein can be told to end at any moment, and something of it can be killed at any moment; it always ends, says why,
// and leaves nothing.
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { condorTarball } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { must } from "./rig/must.ts";
import { processNamed, treeOf } from "./rig/process-tree.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { type RunningGlidein, reportOf } from "./rig/running-glidein.ts";
import { escapedProcess, removeJobs, shellJob, startedJob, submitOne, waitForStatus } from "./rig/shell-job.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

/** A glidein for the jobs of one site only, so that tests do not share their jobs. */
async function served(node: WorkerNode, args: readonly string[] = []): Promise<RunningGlidein> {
  const glidein = await rig.start(node, { args: ["--site", node.name, ...args] });
  await glidein.saw("startd-ready");
  return glidein;
}

describe.concurrent("a stop signal", () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT"] as const) {
    it(`${signal} right after the start ends it with 0`, async () => {
      const node = await rig.node();
      const glidein = await rig.start(node);
      await glidein.saw("started");
      glidein.signal(signal);
      const end = await glidein.end();
      expect(end).toMatchObject({ status: 0, signal: null });
      expect(end.events.at(-1)).toMatchObject({ event: "ended", reason: `signal ${signal} during set-up` });
      expect(leftOn(node)).toEqual([]);
    });

    it(`${signal} while the slot is waited for ends it with 0`, async () => {
      const node = await rig.node();
      const glidein = await rig.start(node, { args: ["--cpus", "2"] });
      await glidein.saw("master-started");
      glidein.signal(signal);
      const end = await glidein.end();
      expect(end).toMatchObject({ status: 0, signal: null });
      expect(end.events.at(-1)).toMatchObject({ event: "ended", reason: `signal ${signal}` });
      expect(leftOn(node)).toEqual([]);
    });
  }

  it("during a slow download ends it at once", async () => {
    const node = await rig.node({ condor: "none" });
    const { file } = await condorTarball(rig.bed);
    const glidein = await rig.start(node, { args: ["--condor", await rig.published(file, { rate: 50_000 })] });
    await glidein.saw("progress");
    const asked = performance.now();
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(leftOn(node)).toEqual([]);
  });

  it("while a collector keeps it waiting ends it at once", async () => {
    const node = await rig.node();
    const server = rig.pool.network.spawn([
      process.execPath,
      "-e",
      "require('net').createServer(() => {}).listen(9701, () => console.log('up'))",
    ]);
    await new Promise((up) => server.stdout?.once("data", up));
    const glidein = await rig.start(node, {
      bare: true,
      args: ["--pool", `${rig.pool.network.hostName}:9701`, "--token", "/scratch/token"],
    });
    await glidein.saw("configured");
    const asked = performance.now();
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(leftOn(node)).toEqual([]);
  });

  it("SIGHUP and SIGUSR1 are no reason to stop, nor a way in", async () => {
    const node = await rig.node();
    const glidein = await rig.start(node, { args: ["--cpus", "2"] });
    await glidein.saw("started");
    glidein.signal("SIGHUP");
    glidein.signal("SIGUSR1");
    await glidein.saw("startd-ready");
    glidein.signal("SIGHUP");
    glidein.signal("SIGUSR1");
    const listening = await must(node, ["sh", "-c", "cat /proc/net/tcp"]);
    // 9229, the debugger of Node.
    expect(listening).not.toMatch(/:240D /u);
    expect(glidein.events.some(({ event }) => event === "stopping")).toBe(false);
    glidein.signal("SIGUSR2");
    expect((await glidein.end()).status).toBe(0);
    expect(leftOn(node)).toEqual([]);
  });

  it("vacates a job, and the schedd runs it elsewhere", async () => {
    const node = await rig.node();
    const glidein = await served(node);
    const job = await startedJob(rig.pool, node, "trap 'exit 3' TERM; sleep 300 & wait");
    await glidein.saw("startd-ready");
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect(leftOn(node)).toEqual([]);
    await waitForStatus(rig.pool, job, "idle");
    expect(await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`)).toEqual([]);
    expect(reportOf(node)).toMatchObject({ status: 0, reason: "signal SIGTERM", failure: null, left: [] });
    await removeJobs(rig.pool, node.name);
  });

  it("takes a job that ignores it along, in the time there is", async () => {
    const node = await rig.node();
    const glidein = await served(node, ["--stop-timeout", "6"]);
    const job = await submitOne(
      rig.pool,
      shellJob(`trap : TERM; ${escapedProcess}; while :; do sleep 1; done`, node.name),
    );
    await waitForStatus(rig.pool, job, "running");
    const asked = performance.now();
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    // HTCondor itself would give it minutes.
    expect(performance.now() - asked).toBeLessThan(60_000);
    expect(leftOn(node)).toEqual([]);
    await removeJobs(rig.pool, node.name);
  });
});

describe.concurrent("what is killed", () => {
  it("is the executable: within a minute nothing runs, then gc takes the files and nobody else's", async () => {
    const node = await rig.node();
    const one = ["--cpus", "1"];
    const [glidein, neighbour] = [await served(node, one), await served(node, one)];
    const jobs = [
      await submitOne(rig.pool, shellJob(`${escapedProcess}; sleep 300`, node.name)),
      await submitOne(rig.pool, shellJob(`${escapedProcess}; sleep 300`, node.name)),
    ];
    await Promise.all(jobs.map((job) => waitForStatus(rig.pool, job, "running")));
    const { path } = await glidein.saw("work-directory");
    const mine = await waitFor("the job and what escaped from it", patience, () => {
      const pids = treeOf(node, glidein.program.pid);
      const commands = node.processes().flatMap(({ pid, command }) => (pids.includes(pid) ? [command] : []));
      return commands.includes("sleep 300") && commands.some((one) => one.includes("trap : TERM INT"))
        ? pids
        : undefined;
    });
    glidein.signal("SIGKILL");
    await waitFor("everything of it to end", 60_000, () =>
      node.processes().some(({ pid, state }) => mine.includes(pid) && state !== "Z") ? undefined : true,
    );
    await glidein.end();
    expect(await must(node, [payload, "gc", "--dry-run", "--in", jobDirectory])).toContain(String(path));
    expect(await must(node, [payload, "gc", "--in", jobDirectory])).toMatch(/^removed /u);
    const left = readdirSync(`${node.scratchDirectory}/job`);
    expect(left.map((name) => `${jobDirectory}/${name}`)).toEqual([(await neighbour.saw("work-directory"))["path"]]);
    expect(neighbour.events.some(({ event }) => event === "stopping" || event === "ended")).toBe(false);
    neighbour.signal("SIGTERM");
    expect((await neighbour.end()).status).toBe(0);
    await waitFor("the node to be empty", patience, () => (leftOn(node).length === 0 ? true : undefined));
    await removeJobs(rig.pool, node.name);
  });

  it("is the keeper: HTCondor and its jobs end, and it is said", async () => {
    const node = await rig.node();
    const glidein = await served(node);
    await startedJob(rig.pool, node, `trap : TERM; ${escapedProcess}; sleep 300`);
    process.kill(await processNamed(node, "keeper"), "SIGKILL");
    const end = await glidein.end();
    expect(end.status).toBe(76);
    expect(end.stderr).toMatch(/keeper.*\[STARTD_DIED\]/u);
    expect(leftOn(node)).toEqual([]);
    await removeJobs(rig.pool, node.name);
  });

  for (const [name, signal] of [
    ["condor_master", "SIGKILL"],
    ["condor_startd", "SIGKILL"],
    ["condor_startd", "SIGSEGV"],
  ] as const)
    it(`is ${name} by ${signal}`, async () => {
      const node = await rig.node();
      const glidein = await served(node);
      process.kill(await processNamed(node, name), signal);
      const end = await glidein.end();
      expect(end.status).toBe(76);
      expect(end.stderr).toMatch(
        new RegExp(`${name}: ended by itself with signal ${signal === "SIGKILL" ? 9 : 11}`, "u"),
      );
      expect(end.stderr).toContain("[STARTD_DIED]");
      expect(reportOf(node)).toMatchObject({ status: 76, failure: { code: "STARTD_DIED" }, left: [] });
      expect(leftOn(node)).toEqual([]);
      const ads = await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
      expect(ads).toEqual([]);
    });
});

describe.concurrent("the pool", () => {
  it("may shut it down, which is an ordinary end", async () => {
    const node = await rig.node();
    // Looks are as often as these limits are short.
    const glidein = await served(node, ["--set", "GLIDEIN_Max_Tail=8"]);
    const { slots } = await glidein.saw("startd-ready");
    const name = String(slots).replace(/^slot1@/u, "");
    await waitFor("the master's ad", patience, async () =>
      (await rig.pool.ads("-master", name)).length > 0 ? true : undefined,
    );
    const off = await rig.pool.exec(["condor_off", "-daemon", "startd", "-name", name]);
    expect(off.stdout).toContain("Sent");
    const end = await glidein.end();
    expect(end.status).toBe(0);
    expect(end.events.at(-1)).toMatchObject({ reason: "no more work, or the pool shut it down" });
    expect(leftOn(node)).toEqual([]);
  });
});
