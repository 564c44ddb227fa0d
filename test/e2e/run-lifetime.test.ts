// When a glidein stops accepting jobs, when it ends, and what moves that while it runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TokenOptions, WorkerNode } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { completed, endsWell } from "./rig/ends-well.ts";
import { must } from "./rig/must.ts";
import { putToken, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import { reportOf } from "./rig/running-glidein.ts";
import { shellJob, startedJob, submitOne, waitForStatus } from "./rig/shell-job.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

const seconds = (): number => Date.now() / 1000;
const settings = (values: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]);

/** Margins of a life of seconds: nothing is kept free but the time for a shutdown. */
const short = {
  GLIDEIN_Minimum_Time: 5,
  GLIDEIN_Update_Interval: 1,
  GLIDEIN_Graceful_Shutdown: 3,
  GLIDEIN_Credential_Margin: 2,
  GLIDEIN_Batch_Margin: 2,
  GLIDEIN_Retire_Time_Spread: 0,
  GLIDEIN_Look_Again: 1,
};

const start = (node: WorkerNode, values: Readonly<Record<string, number>>, args: readonly string[] = []) =>
  rig.start(node, { args: ["--site", node.name, ...settings({ ...short, ...values }), ...args] });

describe.concurrent("without work", () => {
  it("a glidein to which no job comes ends after the idle time", async () => {
    const node = await rig.node();
    const glidein = await start(node, { GLIDEIN_Max_Idle: 4 });
    await glidein.saw("startd-ready");
    await endsWell(node, glidein, /no more work/u);
  });

  it("a glidein ends when its last job is over for the tail time", async () => {
    const node = await rig.node();
    const glidein = await start(node, { GLIDEIN_Max_Idle: 600, GLIDEIN_Max_Tail: 4 });
    expect(await completed(rig, node, "echo done")).toBe(0);
    await endsWell(node, glidein, /no more work/u);
    expect(reportOf(node)["jobs"]).toMatchObject([{ owner: "alice", exitStatus: 0 }]);
  });

  it("the report tells the whole story, and no secret", async () => {
    const node = await rig.node();
    const before = seconds();
    const glidein = await start(node, { GLIDEIN_Max_Idle: 600 });
    expect(await completed(rig, node, "echo done; exit 3")).toBe(3);
    // A job may be quicker than the question whether there are slots.
    await glidein.saw("startd-ready");
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
    const { name } = await glidein.saw("decided");
    const report = reportOf(node);
    expect(report).toMatchObject({
      schema: "glidein.report/1",
      name,
      status: 0,
      reason: "signal SIGTERM",
      plan: { schema: "glidein.plan/1", name, verdict: { decision: expect.any(String) } },
      jobs: [{ id: expect.stringMatching(/^[0-9]+\.0$/u), owner: "alice", exitStatus: 3, exitSignal: null }],
      logs: { MasterLog: expect.stringContaining("EXITING WITH STATUS 0"), StartLog: expect.any(String) },
    });
    const { startedAt, endedAt, phases } = report as unknown as {
      startedAt: number;
      endedAt: number;
      phases: Readonly<Record<string, number>>;
    };
    const times = ["look", "stage", "start", "ready", "end"].map((phase) => phases[phase]);
    const inOrder = [before - 1, startedAt, ...times, endedAt, seconds() + 1];
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => Number(a) - Number(b)));
    expect(JSON.stringify(report)).not.toContain((await must(node, ["cat", tokenFile])).trim().split(".")[2]);
  });
});

describe.concurrent("the wall time", () => {
  it("retires, lets the running job end, takes no other, and ends early", async () => {
    const node = await rig.node();
    const glidein = await start(node, { GLIDEIN_Job_Max_Time: 60 }, ["--walltime", "114"]);
    const running = await submitOne(rig.pool, shellJob("until [ -e /scratch/go ]; do sleep 0.2; done", node.name));
    await waitForStatus(rig.pool, running, "running");
    await glidein.saw("draining");
    const late = await submitOne(rig.pool, shellJob("echo late", node.name));
    await must(node, ["touch", "/scratch/go"]);
    const ad = await rig.pool.waitForHistory(running);
    expect(ad["ExitCode"]).toBe(0);
    expect(ad["NumJobStarts"]).toBe(1);
    await endsWell(node, glidein, /retired/u);
    await waitForStatus(rig.pool, late, "idle");
  });

  it("ends jobs at the die time, and is gone before its end", async () => {
    const node = await rig.node();
    const glidein = await start(node, { GLIDEIN_Job_Max_Time: 10, GLIDEIN_Update_Interval: 19 }, ["--walltime", "85"]);
    const began = seconds();
    const job = await startedJob(rig.pool, node, "trap : TERM; while :; do sleep 1; done");
    await endsWell(node, glidein, /time is over \(entry:GLIDEIN_Max_Walltime\)|retired/u);
    expect(seconds() - began).toBeLessThan(85);
    await waitForStatus(rig.pool, job, "idle");
  });
});

describe.concurrent("Machine/Job Features", () => {
  it("that announce a shutdown while jobs run move the end", async () => {
    const node = await rig.node();
    const features = join(node.path("/scratch"), "jobfeatures");
    mkdirSync(features, { mode: 0o755 });
    writeFileSync(join(features, "jobstart_secs"), `${Math.floor(seconds())}\n`, { mode: 0o644 });
    const glidein = await rig.start(node, {
      args: ["--site", node.name, ...settings({ ...short, GLIDEIN_Job_Max_Time: 3, GLIDEIN_Batch_Margin: 20 })],
      env: { PATH: "/usr/bin:/bin", TMPDIR: "/scratch/job", JOBFEATURES: "/scratch/jobfeatures" },
    });
    await glidein.saw("startd-ready");
    const announced = Math.floor(seconds()) + 45;
    writeFileSync(join(features, "shutdowntime_job"), `${announced}\n`, { mode: 0o644 });
    expect(await glidein.saw("replanned")).toMatchObject({
      endAt: announced - 20,
      winner: "mjf:shutdowntime_job",
    });
    await endsWell(node, glidein, /mjf:shutdowntime_job/u);
    expect(seconds()).toBeLessThan(announced);
  });
});

/** Of a token that is renewed: so long that a busy machine has a glidein that serves meanwhile. */
const firstSeconds = 55;

describe.concurrent("a token", () => {
  it("just long enough serves a short job, drains, and ends before the token does", async () => {
    const lifetimeSeconds = 75;
    const node = await rig.node({}, null);
    const ends = seconds() + lifetimeSeconds;
    await putToken(node, await rig.pool.token({ lifetimeSeconds }));
    const glidein = await start(node, { GLIDEIN_Job_Max_Time: 12, GLIDEIN_Credential_Margin: 18 });
    expect(await completed(rig, node, "sleep 1")).toBe(0);
    await endsWell(node, glidein, /credential:idtoken/u);
    expect(seconds()).toBeLessThan(ends);
  });

  it("renewed in time lets it live on, and a worse file does not take its place", async () => {
    const node = await rig.node({}, null);
    const first: TokenOptions = { lifetimeSeconds: firstSeconds };
    const ends = seconds() + firstSeconds;
    await putToken(node, await rig.pool.token(first));
    const glidein = await start(node, { GLIDEIN_Job_Max_Time: 4 });
    await glidein.saw("startd-ready");
    await putToken(node, await rig.pool.token({ lifetimeSeconds: 600 }));
    await glidein.saw("renewed");
    await glidein.saw("replanned");

    // Worse ones: cut short, of somebody else, with a nearer end.
    await putToken(node, "eyJhbGciOiJIUzI1NiJ9.e30");
    await glidein.saw("renewal-refused", patience, ({ why }) => !/other|ends/u.test(String(why)));
    await putToken(node, await rig.pool.token({ identity: "stranger@bed.test", lifetimeSeconds: 3600 }));
    await glidein.saw("renewal-refused", patience, ({ why }) => String(why).includes("stranger"));
    await putToken(node, await rig.pool.token({ lifetimeSeconds: 100 }));
    await glidein.saw("renewal-refused", patience, ({ why }) => String(why).includes("ends"));
    await must(node, ["rm", tokenFile]);
    await glidein.saw("renewal-refused", patience, ({ why }) => String(why).includes("exist"));

    await waitFor("the first token to be over", patience, () => (seconds() > ends + 1 ? true : undefined));
    expect(glidein.events.some(({ event }) => event === "draining" || event === "stopping")).toBe(false);
    expect(await completed(rig, node, "echo after")).toBe(0);
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
  });

  it("of a directory is renewed by a file with another name, and the old one may go", async () => {
    const node = await rig.node({}, null);
    const directory = "/scratch/tokens";
    await must(node, ["mkdir", "-m", "0700", directory]);
    const ends = seconds() + firstSeconds;
    await putToken(node, await rig.pool.token({ lifetimeSeconds: firstSeconds }), `${directory}/first`);
    const glidein = await rig.start(node, {
      bare: true,
      args: [
        ...["--pool", rig.pool.address, "--token", directory, "--hold", "0", "--site", node.name],
        // The file is noticed when it comes, not at the next look.
        ...settings({ ...short, GLIDEIN_Job_Max_Time: 4, GLIDEIN_Look_Again: 300 }),
      ],
    });
    await glidein.saw("waiting");
    await putToken(node, await rig.pool.token({ lifetimeSeconds: 600 }), "/scratch/second");
    await must(node, ["mv", "/scratch/second", `${directory}/second`]);
    await must(node, ["rm", `${directory}/first`]);
    expect(await glidein.saw("renewed")).toMatchObject({ path: `${directory}/second` });
    await glidein.saw("replanned");
    await waitFor("the first token to be over", patience, () => (seconds() > ends + 1 ? true : undefined));
    expect(await completed(rig, node, "echo after")).toBe(0);
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
  });
});

describe.concurrent("a collector that comes back", () => {
  it("is shown the renewed token, when the first one is long over", async () => {
    const own = await startRig();
    try {
      const node = await own.node({}, { lifetimeSeconds: firstSeconds });
      const ends = seconds() + firstSeconds;
      const glidein = await own.start(node, { args: settings({ ...short, GLIDEIN_Job_Max_Time: 4 }) });
      await glidein.saw("startd-ready");
      await putToken(node, await own.pool.token({ lifetimeSeconds: 600 }));
      await glidein.saw("renewed");
      await waitFor("the first token to be over", patience, () => (seconds() > ends + 2 ? true : undefined));
      const [before] = await own.pool.ads();
      const collector = collectorOf(own);
      await own.pool.exec(["condor_restart", "-fast", "-daemon", "collector"]);
      await waitFor("the slot in the new collector", patience, async () => {
        const asked = await own.pool.exec(["condor_status", "-af", "Name", "MyCurrentTime", "AuthenticatedIdentity"]);
        const [name, time, identity] = asked.stdout.trim().split(" ");
        const isNew = name === before?.["Name"] && Number(time) > Number(before?.["MyCurrentTime"]);
        return isNew && identity === "glidein@bed.test" ? true : undefined;
      });
      expect(collectorOf(own)).not.toBe(collector);
      glidein.signal("SIGTERM");
      await endsWell(node, glidein, /SIGTERM/u);
    } finally {
      await own.stop();
    }
  });
});

const collectorOf = ({ pool }: Rig): number | undefined =>
  pool.machine.processes().find(({ command }) => command.includes("condor_collector"))?.pid;
