// What a glidein whose process was the warden leaves, and what it says of a bad end.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobId, WorkerNode } from "../bed/index.ts";
import { waitFor } from "../bed/wait.ts";
import { must } from "./rig/must.ts";
import { processNamed } from "./rig/process-tree.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { type GlideinEnd, type RunningGlidein, reportOf } from "./rig/running-glidein.ts";
import { shellJob, startedJob, submitOne } from "./rig/shell-job.ts";
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
const ctl = (node: WorkerNode, ...args: readonly string[]): Promise<string> =>
  must(node, [payload, "ctl", ...args, "--in", jobDirectory]);

describe.concurrent("what a killed glidein leaves", () => {
  for (const victim of ["warden", "keeper", "condor_master", "condor_startd", "condor_procd"])
    it(`${victim} by SIGKILL: nothing runs after a minute, no ad stays`, async () => {
      const node = await rig.node();
      const glidein = await waiting(node);
      const job = await runningJob(node, "trap : TERM INT; while :; do sleep 1; done");
      process.kill(await processNamed(node, victim), "SIGKILL");
      const end = await glidein.end();
      expect(end.status).toBe(victim === "warden" ? null : 76);
      await waitFor("nothing to run", 60_000, () =>
        node.processes("pilot").some(({ state }) => state !== "Z") ? undefined : true,
      );
      const ads = await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
      expect(ads).toEqual([]);
      if (victim === "warden") {
        expect(await must(node, [payload, "gc", "--in", jobDirectory])).toMatch(/^removed /u);
      }
      expect(readdirSync(join(node.scratchDirectory, "job")).filter((name) => name !== "report.json")).toEqual([]);
      await rig.pool.exec(["condor_rm", String(job.cluster)]);
    });
});

describe.concurrent("what jobs leave", () => {
  const leaving =
    "ipcmk -M 4096 >/dev/null; ipcmk -S 1 >/dev/null; ipcmk -Q >/dev/null; echo x > /dev/shm/left; sleep 1";
  const memory = (node: WorkerNode): Promise<string> =>
    must(node, ["sh", "-c", "cat /proc/sysvipc/* | grep -c ' 5001 '; ls /dev/shm"]).catch(String);
  const afterJob = async (node: WorkerNode, glidein: RunningGlidein): Promise<GlideinEnd> => {
    const job = await submitOne(rig.pool, shellJob(leaving, node.name));
    expect((await rig.pool.waitForHistory(job))["ExitCode"]).toBe(0);
    expect(await memory(node)).toMatch(/^3\nleft\n/u);
    glidein.signal("SIGTERM");
    return glidein.end();
  };

  it("in the node's memory is gone with the glidein", async () => {
    const node = await rig.node();
    await node.exec(["sh", "-c", "ipcmk -M 4096 >/dev/null; echo x > /dev/shm/of-root"], { user: "root" });
    const end = await afterJob(node, await waiting(node));
    expect(end.status).toBe(0);
    expect(await memory(node)).not.toMatch(/left/u);
    expect(await must(node, ["sh", "-c", "grep -c . /proc/sysvipc/shm; ls /dev/shm"])).toBe("2\nof-root\n");
    expect(reportOf(node)).toMatchObject({ left: [] });
  });

  it("in the node's memory is only told of where somebody else of the account is there", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    const other = await node.spawn(["sleep", "300"], { user: "pilot" });
    const end = await afterJob(node, glidein);
    const told = end.events.find(({ event }) => event === "left-alone");
    expect(told).toMatchObject({ what: expect.arrayContaining(["/dev/shm/left"]) as unknown });
    expect(told?.["why"]).toMatch(/other processes of this account/u);
    expect(await memory(node)).toBe("3\nleft\n");
    other.signal("SIGKILL");
  });

  it("and is another account's stays, and is named with its owner", async () => {
    const node = await rig.node();
    const glidein = await waiting(node);
    const { path } = await glidein.saw("work-directory");
    const roots = `${String(path)}/tmp/roots`;
    await node.exec(["sh", "-c", `mkdir ${roots} && touch ${roots}/file`], { user: "root" });
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    expect(String(reportOf(node)["left"])).toMatch(/tmp\/roots\/file, of user 0: permission denied/u);
    expect(readdirSync(join(node.scratchDirectory, "job")).filter((name) => name.endsWith(".removed"))).toHaveLength(1);
    const again = await node.exec([payload, "gc", "--in", jobDirectory]);
    expect([again.status, again.stdout]).toEqual([71, expect.stringMatching(/^failed .*of user 0/u)]);
  });
});

describe.concurrent("a failed glidein", () => {
  it("shows itself in the pool while it holds the node, under its own name, and takes that back", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--hold", "60", "--set", "GLIDEIN_Report_Failed=ALIVEONLY"]);
    const { name } = await glidein.saw("decided");
    process.kill(await processNamed(node, "condor_startd"), "SIGKILL");
    await glidein.saw("holding");
    const shown = await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
    expect(shown).toMatchObject([
      { Name: name, GLIDEIN_Failed: true, GLIDEIN_EXIT_CODE: 76, State: "Drained", Start: false },
    ]);
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(end.status).toBe(76);
    expect(await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`)).toEqual([]);
    expect(leftOn(node)).toEqual([]);
  });
});

describe.concurrent("a failed glidein that holds its node", () => {
  it("is seen by ctl, with the reason and the time that is left, and stopped by root", async () => {
    const node = await rig.node();
    const glidein = await waiting(node, ["--hold", "600"]);
    const { name } = await glidein.saw("decided");
    process.kill(await processNamed(node, "condor_startd"), "SIGKILL");
    await glidein.saw("holding");
    expect(await ctl(node, "status")).toMatch(
      new RegExp(`^${String(name)}: holding, (?:9|10) min left\n {2}condor_startd: ended by itself`, "u"),
    );
    await node.exec([payload, "ctl", "stop", String(name), "--in", jobDirectory], { user: "root" });
    const end = await glidein.end();
    expect(end.status).toBe(76);
    expect(leftOn(node)).toEqual([]);
  });
});

describe.concurrent("the next glidein", () => {
  it("of the same account removes what a killed one left, and not what a live one has", async () => {
    const node = await rig.node();
    const [killed, neighbour] = [await waiting(node), await waiting(node)];
    const { path } = await killed.saw("work-directory");
    killed.signal("SIGKILL");
    await killed.end();
    const next = await rig.start(node, { args: ["--cpus", "2", "--site", node.name] });
    expect(await next.saw("garbage")).toMatchObject({ path, removed: true });
    await next.saw("waiting");
    expect(neighbour.events.some(({ event }) => event === "stopping")).toBe(false);
    for (const one of [next, neighbour]) one.signal("SIGTERM");
    expect((await Promise.all([next.end(), neighbour.end()])).map(({ status }) => status)).toEqual([0, 0]);
    expect(leftOn(node)).toEqual([]);
  });

  it("started at the same second does not meet it", async () => {
    const node = await rig.node();
    const both = await Promise.all([1, 2].map(() => rig.start(node, { args: ["--cpus", "1", "--site", node.name] })));
    await Promise.all(both.map((one) => one.saw("waiting")));
    const ads = await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
    expect(new Set(ads.map((ad) => ad["Name"])).size).toBe(2);
    for (const one of both) one.signal("SIGTERM");
    for (const one of both) expect((await one.end()).status).toBe(0);
    expect(leftOn(node)).toEqual([]);
  });
});
