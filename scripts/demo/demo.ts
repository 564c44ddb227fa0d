// `npm run demo`: a whole pool on this machine. A batch system's part is played too: the built executable is copied
// into a scratch directory of its own and started there as an unprivileged user with a clean environment.
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  condorTarball,
  ensureBed,
  imageMarker,
  type Pool,
  type RunningProgram,
  startPool,
  startWorkerNode,
  type WorkerNode,
} from "../../test/bed/index.ts";
import { type DemoJob, demoJobs } from "./jobs.ts";
import { Narrator } from "./narrator.ts";

const project = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const narrator = new Narrator();
const started = performance.now();
let pool: Pool | undefined;
let interrupted: NodeJS.Signals | null = null;

/** Everything runs inside the pool's own namespaces, so stopping the pool leaves nothing. */
async function interrupt(signal: NodeJS.Signals): Promise<void> {
  if (interrupted !== null) return;
  interrupted = signal;
  narrator.say(`${signal}: stopping everything`);
  await pool?.stop();
  process.exit(signal === "SIGINT" ? 130 : 143);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void interrupt(signal));

async function main(): Promise<number> {
  narrator.step("The bed: a Debian root with HTCondor and Apptainer");
  const bed = await ensureBed({ onProgress: (text) => narrator.progress(text) });
  const tarball = await condorTarball(bed);
  narrator.step("The pool: collector, negotiator and schedd, and a web server with the HTCondor release");
  pool = await startPool(bed);
  const server = join(project, "scripts/demo/staging-server.ts");
  await listening(pool.network.spawn([process.execPath, server, dirname(tarball.file), "8080"]));
  const digest = createHash("sha256").update(readFileSync(tarball.file)).digest("hex");
  const release = `http://${pool.network.hostName}:8080/${basename(tarball.file)}#sha256=${digest}`;
  narrator.say(`the pool answers at ${pool.address}`);

  narrator.step("The worker node: no HTCondor, an unprivileged account, a batch job's scratch directory");
  const node = await startWorkerNode(bed, pool, { name: "worker", condor: "none" });
  copyFileSync(join(project, "dist/glidein"), join(node.scratchDirectory, "glidein"));
  const token = join(node.scratchDirectory, "token");
  writeFileSync(token, `${await pool.token({ lifetimeSeconds: 14400 })}\n`, { mode: 0o600 });
  const prepared = await node.exec(
    [
      "/bin/sh",
      "-c",
      "chown pilot: glidein token && chmod 755 glidein && mkdir -m 700 /scratch/job && chown pilot: /scratch/job",
    ],
    { user: "root", cwd: node.scratch },
  );
  if (prepared.status !== 0) throw new Error(`the batch job's directory cannot be made: ${prepared.stderr}`);

  narrator.step("The glidein, started as a batch system starts it");
  const glidein = await node.spawn(
    [
      "/scratch/glidein",
      "run",
      "--pool",
      pool.address,
      "--token",
      "/scratch/token",
      "--condor",
      release,
      "--walltime",
      "3h",
      "--set",
      "GLIDEIN_Job_Max_Time=1h",
      "--site",
      "Demo",
      "--hold",
      "0",
    ],
    { user: "pilot", cwd: "/scratch/job", env: { PATH: "/usr/bin:/bin", TMPDIR: "/scratch/job" } },
  );
  const ready = events(glidein);
  const submitted = await Promise.all(
    demoJobs.map(async (job) => ({ job, ...(await (pool ?? fail()).submit(job.description)) })),
  );
  narrator.say(`submitted ${submitted.map(({ job }) => `"${job.name}"`).join(" and ")}`);

  const startup = await Promise.race([
    ready,
    glidein.ended.then(({ status }) =>
      Promise.reject(new Error(`the glidein ended with status ${status} before it was ready`)),
    ),
  ]);
  const results: boolean[] = [];
  for (const { job, jobs, directory } of submitted)
    for (const id of jobs)
      results.push(outcome(job, `${id.cluster}.${id.proc}`, await pool.waitForHistory(id, 180_000), directory));

  narrator.step("The end: the batch system says stop");
  glidein.signal("SIGTERM");
  const { status } = await glidein.ended;
  const left = leftovers(node);
  narrator.summary([
    ["ready after", `${startup.seconds.toFixed(1)} s`],
    ["slots", startup.slots.join(", ")],
    ["jobs", `${results.filter(Boolean).length} of ${results.length} as expected`],
    ["ended", `status ${status}, on SIGTERM`],
    ["left behind", left.length === 0 ? "no process, no file" : left.join(", ")],
    ["altogether", `${((performance.now() - started) / 1000).toFixed(0)} s`],
  ]);
  return results.every(Boolean) && status === 0 && left.length === 0 ? 0 : 1;
}

function fail(): never {
  throw new Error("the pool is gone");
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((done, refuse) => {
    server.stdout?.once("data", () => done());
    server.once("exit", () => refuse(new Error("the web server ended")));
  });
}

interface Ready {
  readonly slots: readonly string[];
  readonly seconds: number;
}

/** Shows the glidein's events while they come; resolves when its slots are in the pool. */
function events(glidein: RunningProgram): Promise<Ready> {
  glidein.child.stderr?.on("data", (chunk: Buffer) => narrator.aside(chunk.toString()));
  return new Promise((ready) => {
    const { stdout } = glidein.child;
    if (stdout === null) return;
    createInterface({ input: stdout }).on("line", (line) => {
      narrator.event(line);
      const event: unknown = JSON.parse(line);
      if (isReady(event)) ready(event);
    });
  });
}

const isReady = (event: unknown): event is Ready =>
  typeof event === "object" &&
  event !== null &&
  "event" in event &&
  event.event === "startd-ready" &&
  "slots" in event &&
  "seconds" in event;

/** Prints a job's output and whether HTCondor's own history says that it ran in this glidein. */
function outcome(job: DemoJob, id: string, ad: Readonly<Record<string, unknown>>, directory: string): boolean {
  const output = readFileSync(join(directory, `${job.name}.out`), "utf8");
  narrator.job(job.name, `${id} on ${String(ad["LastRemoteHost"])}, exit status ${String(ad["ExitCode"])}`, output);
  return ad["ExitCode"] === 0 && output.includes(imageMarker.text) === job.inImage;
}

/** What is left of the batch job: processes of its user, and files in its directory but for the report. */
function leftovers(node: WorkerNode): string[] {
  const files = readdirSync(join(node.scratchDirectory, "job")).filter((name) => name !== "report.json");
  return [...node.processes("pilot").map((one) => `process ${one.pid}`), ...files];
}

try {
  process.exitCode = await main();
} catch (error) {
  // What was interrupted did not fail.
  if (interrupted === null) narrator.say(`the demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  if (interrupted === null) {
    await pool?.stop();
    process.exit();
  }
}
