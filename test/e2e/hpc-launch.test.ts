// One batch job of a real Slurm, several nodes, one glidein on each.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, ensureBed, imageMarker, imagePath } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { type HpcRig, launchDirectories, leftOn, outputOf, startHpc } from "./hpc/cluster.ts";
import { serveDirectory } from "./rig/published-area.ts";
import { payload } from "./rig/rig.ts";

/** Margins of a life of seconds. */
const short = ["Minimum_Time=5", "Update_Interval=1", "Graceful_Shutdown=3", "Batch_Margin=2", "Retire_Time_Spread=0"];
const shortLife = short.flatMap((value) => ["--set", `GLIDEIN_${value}`]);

let rig: HpcRig;
let timed: string;
beforeAll(async () => {
  const empty = mkdtempSync(join(tmpdir(), "read-only-scratch-"));
  rig = await startHpc([
    ...["n1", "n2", "n3", "n4"].map((name) => ({ name })),
    { name: "bare", hide: ["/usr/bin/apptainer"] },
    { name: "full", mounts: [{ source: empty, target: "/scratch" }] },
  ]);
  // Ends by itself while the others run.
  timed = await rig.launch(["--nodelist=bare", "--time=1"], shortLife);
});
// What one test leaves running would keep the nodes from the next; the timed one is on another node, and goes on.
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await rig.slurm.command(["scancel", "--user=pilot", "--nodelist=n[1-4],full"]);
});
afterAll(() => rig?.stop());

describe("a launch on four nodes", () => {
  let job: string;

  it("joins the pool with glideins that are told apart and counted, and that run jobs in containers", async () => {
    // As docs/hpc.md has it.
    const script = await rig.slurm.command(
      [
        ...[payload, "launch", "--print", "slurm", "--nodes", "4", "--time", "1h", "--account", "physics"],
        ...["--pool", rig.pool.address, "--token", "./token"],
        ...["Ask_Batch=1", "Look_Again=4"].flatMap((value) => ["--set", `GLIDEIN_${value}`]),
      ],
      { cwd: rig.slurm.home },
    );
    job = await rig.slurm.sbatch(script, ["--nodelist=n[1-4]", "--output=slurm-%j.out"]);
    const slots = await rig.slots(job, 4);
    const ranks = slots.toSorted((a, b) => Number(a["GLIDEIN_Launch_Rank"]) - Number(b["GLIDEIN_Launch_Rank"]));
    const shown = await rig.slurm.command(["scontrol", "show", "job", job], { env: { PATH: "/usr/bin", TZ: "UTC0" } });
    const end = Date.parse(`${/EndTime=(\S+)/u.exec(shown)?.[1]}Z`) / 1000;
    for (const [rank, ad] of ranks.entries()) {
      expect(ad).toMatchObject({
        GLIDEIN_Launch_Rank: rank,
        GLIDEIN_Launch_Size: 4,
        GLIDEIN_SiteWMS: "SLURM",
        GLIDEIN_SiteWMS_JobId: job,
        GLIDEIN_SiteWMS_NodeRank: rank,
        GLIDEIN_SiteWMS_NodeCount: 4,
        GLIDEIN_SiteWMS_Slot: `n${rank + 1}`,
        GLIDEIN_SiteWMS_Queue: "batch",
        GLIDEIN_SiteWMS_Account: "physics",
        GLIDEIN_SiteWMS_Cluster: "lab",
        Machine: `n${rank + 1}.bed.test`,
      });
      expect(ad["GLIDEIN_Name"]).toContain(`_r${rank}_`);
      expect(Number(ad["GLIDEIN_ToDie"])).toBeLessThan(end);
    }
    expect(new Set(slots.map((ad) => ad["GLIDEIN_Launch"])).size).toBe(1);
    const { jobs, directory } = await rig.pool.submit(`executable = /bin/sh
transfer_executable = false
arguments = "-c 'hostname; cat ${imageMarker.path}'"
output = out.$(Process)
error = err.$(Process)
log = log
request_cpus = 1
request_memory = 64
request_disk = 1024
should_transfer_files = yes
+SingularityImage = "${imagePath}"
requirements = TARGET.GLIDEIN_Launch_Rank =?= $(Process)
queue 4
`);
    for (const one of jobs) expect((await rig.pool.waitForHistory(one))["ExitCode"]).toBe(0);
    for (const rank of [0, 1, 2, 3])
      expect(readFileSync(join(directory, `out.${rank}`), "utf8")).toBe(`n${rank + 1}.bed.test\n${imageMarker.text}`);
  });

  it("keeps what it has in a directory that is closed to others", () => {
    const [directory = ""] = launchDirectories(rig.slurm, job);
    const path = join(rig.slurm.homeDirectory, directory);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(path).toSorted()).toEqual(
      ["launcher.log", "order.json", ...[0, 1, 2, 3].map((rank) => `rank-0000${rank}.log`), "stage"].toSorted(),
    );
    expect(readFileSync(join(path, "order.json"), "utf8")).not.toContain("eyJ");
  });

  it("has its times moved with the end that the batch system has for the job now", async () => {
    const ends = async (): Promise<readonly number[]> =>
      (await rig.slots(job, 4)).map((ad) => Number(ad["GLIDEIN_Expire"]));
    const [before = 0] = await ends();
    for (const minutes of [90, 40]) {
      await rig.slurm.command(["scontrol", "update", `JobId=${job}`, `TimeLimit=${minutes}`], { user: "root" });
      const expected = before + (minutes - 60) * 60;
      await waitFor(`a limit of ${minutes} minutes to be seen`, 60_000, async () =>
        (await ends()).every((at) => Math.abs(at - expected) <= 5) ? true : undefined,
      );
    }
  });

  it("loses only the glidein of a node that dies", async () => {
    await rig.node("n4").stop();
    const { jobs } = await rig.pool.submit(`executable = /bin/hostname
transfer_executable = false
log = log
request_cpus = 1
request_memory = 64
request_disk = 1024
should_transfer_files = yes
requirements = TARGET.GLIDEIN_Launch_Rank =?= $(Process)
queue 3
`);
    for (const one of jobs) expect((await rig.pool.waitForHistory(one))["ExitCode"]).toBe(0);
    // As Slurm does itself when it has missed the node for a while.
    await rig.slurm.command(["scontrol", "update", "NodeName=n4", "State=DOWN", "Reason=died"], { user: "root" });
    expect(await rig.slurm.state(job)).toBe("RUNNING");
    expect(await rig.slots(job, 3)).toBeTruthy();
  });

  it("is gone from every node after scancel, and says what became of each glidein", async () => {
    await rig.slurm.command(["scancel", job]);
    expect(await rig.slurm.waitForEnd(job)).toMatchObject({ state: "CANCELLED" });
    expect(leftOn(["n1", "n2", "n3"].map(rig.node))).toEqual([]);
    const summary = await waitFor("the summary", patience, () => {
      try {
        return rig.summary(job);
      } catch {
        return undefined;
      }
    });
    expect(summary.ranks.map(({ state }) => state)).toEqual(["ended", "ended", "ended", "lost"]);
    expect(summary.status).toBe(75);
    expect(await rig.pool.ads("-constraint", `GLIDEIN_SiteWMS_JobId == "${job}" && GLIDEIN_Launch_Rank < 3`)).toEqual(
      [],
    );
  });
});

describe("launches", () => {
  it("from one directory do not meet, share their nodes by parts, and end on a signal to the launch alone", async () => {
    const { file } = await condorTarball(await ensureBed());
    const web = await serveDirectory(rig.pool, dirname(file));
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    const release = ["--condor", `${web.base}/${basename(file)}#sha256=${digest}`];
    const jobs = await Promise.all([
      rig.launch(["--nodelist=n1", "--time=60", "-n2"], ["--per-node", "2", "--set", "GLIDEIN_Warning_Signal=SIGUSR1"]),
      rig.launch(["--nodelist=n2", "--time=60", "-n2"], ["--per-node", "2", ...release]),
    ]);
    for (const job of jobs) {
      const slots = await rig.slots(job, 2);
      expect(slots.map(({ Cpus, Machine }) => [Cpus, Machine])).toEqual([0, 1].map(() => [1, slots[0]?.["Machine"]]));
    }
    // The launch looks whether the server answers and fetches once for all; its glideins ask nobody.
    expect(web.requests()).toHaveLength(2);
    for (const [index, job] of jobs.entries()) {
      const { state, status, summary } = await rig.end(job, index === 0 ? "USR1" : "TERM");
      expect([state, status, summary.counts.served]).toEqual(["COMPLETED", 0, 2]);
      for (const { why } of summary.ranks) expect(why).toMatch(index === 0 ? /SIGUSR1/u : /SIGTERM/u);
      expect(JSON.parse(`{${outputOf(rig.slurm, job).split("\n{")[1] ?? ""}`)).toEqual(summary);
      const [directory = "", ...more] = launchDirectories(rig.slurm, job);
      expect(more).toEqual([]);
      expect(readdirSync(join(rig.slurm.homeDirectory, directory)).toSorted()).toEqual([
        "events.ndjson",
        "launcher.log",
        "reports.ndjson",
        "summary.json",
      ]);
    }
    expect(leftOn(["n1", "n2"].map(rig.node))).toEqual([]);
  });

  it("cancelled while they start leave nothing", async () => {
    const job = await rig.launch(["--nodelist=n[1-2]", "--nodes=2", "--time=60"]);
    await waitFor("the first glidein to begin", patience, () =>
      launchDirectories(rig.slurm, job).some((directory) =>
        readdirSync(join(rig.slurm.homeDirectory, directory)).some((name) => name.startsWith("rank-")),
      )
        ? true
        : undefined,
    );
    await rig.slurm.command(["scancel", job]);
    expect(await rig.slurm.waitForEnd(job)).toMatchObject({ state: "CANCELLED" });
    expect(leftOn(["n1", "n2"].map(rig.node))).toEqual([]);
  });

  it("say for each node why it cannot serve, and serve with the others", async () => {
    const job = await rig.launch(
      ["--nodelist=n1,full,bare", "--nodes=3", "--time=60"],
      ["--set", "GLIDEIN_Singularity_Use=REQUIRED", "--work-dir", "/scratch"],
    );
    await rig.slots(job, 1);
    const { status, summary } = await rig.end(job);
    const whyOf = (node: string): string => summary.ranks.find(({ host }) => host === `${node}.bed.test`)?.why ?? "";
    expect(summary.counts).toEqual({ served: 1, ended: 1, failed: 2, lost: 0, absent: 0 });
    expect(whyOf("n1")).toContain("SIGTERM");
    expect(whyOf("bare")).toMatch(/apptainer|container/iu);
    expect(whyOf("full")).toMatch(/\/scratch/u);
    expect(status).toBe(71);
    expect(leftOn([rig.node("n1")])).toEqual([]);
  });

  it("begin without a node that cannot be reached", async () => {
    const before = "while [ ! -e go ]; do sleep 0.1; done";
    const job = await rig.launch(["--nodelist=n2,n3", "--nodes=2", "--time=60", "--no-kill"], [], before);
    await waitFor("the job to run", patience, async () =>
      (await rig.slurm.state(job)) === "RUNNING" ? true : undefined,
    );
    await rig.node("n3").stop();
    await rig.slurm.command(["touch", "go"], { cwd: rig.slurm.home });
    // srun takes back the glidein of the other node, which by then may serve.
    await waitFor("a glidein to serve without n3", 150_000, () =>
      /(?:leaves out|starts again without) n3[^]* 1 ready/u.test(outputOf(rig.slurm, job)) ? true : undefined,
    );
    const { summary } = await rig.end(job);
    expect(summary.ranks.map(({ state }) => state)).toEqual(["ended", "absent"]);
    expect(summary.ranks[1]?.why).toMatch(/could not reach|does not answer|down/u);
    expect(leftOn([rig.node("n2")])).toEqual([]);
  });

  it("end by themselves before the batch job does", async () => {
    expect(await rig.slurm.waitForEnd(timed)).toEqual({ state: "COMPLETED", status: 0 });
    expect(rig.summary(timed)).toMatchObject({ status: 0, counts: { served: 1, ended: 1 } });
    expect(leftOn([rig.node("bare")])).toEqual([]);
  });
});
