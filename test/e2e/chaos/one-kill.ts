// One glidein, one signal at some instant to one of its processes, and what must be true of the node afterwards.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkerNode } from "../../bed/index.ts";
import { waitFor } from "../../bed/wait.ts";
import { must } from "../rig/must.ts";
import { jobDirectory, payload, type Rig } from "../rig/rig.ts";
import type { RunningGlidein } from "../rig/running-glidein.ts";
import { escapedProcess, shellJob, submitOne, waitForStatus } from "../rig/shell-job.ts";

export const instants = ["starts", "stages", "waits-for-ad", "hands-over", "runs", "drains", "stops", "ends"] as const;
export const victims = ["glidein", "keeper", "condor_master", "condor_startd", "condor_procd", "revival"] as const;
export const signals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGSEGV", "SIGSTOP"] as const;

export interface Kill {
  readonly instant: (typeof instants)[number];
  readonly victim: (typeof victims)[number];
  readonly signal: (typeof signals)[number];
  /** After the instant. */
  readonly delayMs: number;
}

/** The same kills for the same seed. */
export function randomKills(count: number, seed: number): readonly Kill[] {
  let state = seed >>> 0;
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () => ({
    instant: instants[draw(instants.length)] ?? "runs",
    victim: victims[draw(victims.length)] ?? "glidein",
    signal: signals[draw(signals.length)] ?? "SIGKILL",
    delayMs: draw(1500),
  }));
}

/** What is wrong afterwards; empty is as it must be. */
export async function killOne(rig: Rig, kill: Kill): Promise<readonly string[]> {
  const node = await rig.node();
  const glidein = await rig.start(node, {
    args: ["--cpus", "2", "--site", node.name, "--stop-timeout", "12", "--set", "GLIDEIN_Max_Idle=120"],
  });
  const job = await submitOne(
    rig.pool,
    shellJob(`trap : TERM; ${escapedProcess}; while :; do sleep 1; done`, node.name),
  );
  try {
    await reach(node, glidein, kill, () => waitForStatus(rig.pool, job, "running"));
    await new Promise((resolve) => setTimeout(resolve, kill.delayMs));
    const hit = strike(node, glidein, kill);
    // What is ignored, or hits something that the glidein can do without, leaves a glidein that can be stopped.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (kill.signal === "SIGSTOP" && kill.victim === "glidein") glidein.signal("SIGCONT");
    glidein.signal("SIGTERM");
    return await judge(rig, node, glidein, kill, hit);
  } finally {
    await rig.pool.exec(["condor_rm", String(job.cluster)]);
  }
}

async function reach(
  node: WorkerNode,
  glidein: RunningGlidein,
  { instant }: Kill,
  jobRuns: () => Promise<unknown>,
): Promise<void> {
  const events = { starts: "started", stages: "work-directory", "waits-for-ad": "master-started" } as const;
  if (instant === "starts" || instant === "stages" || instant === "waits-for-ad") {
    await glidein.saw(events[instant]);
    return;
  }
  await glidein.saw("startd-ready");
  if (instant === "hands-over") return;
  await jobRuns();
  if (instant === "drains") await must(node, [payload, "ctl", "drain", "--all", "--in", jobDirectory]);
  if (instant === "stops") glidein.signal("SIGTERM");
  if (instant === "ends") {
    glidein.signal("SIGQUIT");
    await glidein.saw("master-exited", 40_000).catch(() => undefined);
  }
}

/** False when there was nobody to hit at that moment. */
function strike(node: WorkerNode, glidein: RunningGlidein, { victim, signal }: Kill): boolean {
  const pid =
    victim === "glidein"
      ? glidein.program.pid
      : node.processes("pilot").find(({ command, state }) => state !== "Z" && patternOf(victim).test(command))?.pid;
  if (pid === undefined || pid === 0) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

const patternOf = (victim: Kill["victim"]): RegExp =>
  victim === "revival" ? /^\/payload\/glidein resume/u : new RegExp(`^(?:/\\S*/)?${victim}(?: |$)`, "u");

async function judge(
  rig: Rig,
  node: WorkerNode,
  glidein: RunningGlidein,
  kill: Kill,
  hit: boolean,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const end = await glidein.end(75_000).catch(() => null);
  const alive = (): readonly string[] =>
    node.processes("pilot").flatMap(({ command, state, pid }) => (state === "Z" ? [] : [`${pid} ${command}`]));
  await waitFor("nothing to run", 60_000, () => (alive().length === 0 ? true : undefined)).catch(() => undefined);
  if (end === null) wrong.push("it did not end");
  wrong.push(...alive().map((process) => `still runs: ${process}`));
  const ended = hit && kill.victim === "glidein" && ["SIGKILL", "SIGSEGV"].includes(kill.signal);
  if (end !== null && !ended && ![0, 76].includes(end.status ?? -1))
    wrong.push(`status ${String(end.status)}, signal ${String(end.signal)}\n${end.stderr}`);
  const collected = await node.exec([payload, "gc", "--in", jobDirectory]);
  if (collected.status !== 0) wrong.push(`gc: ${collected.stdout}${collected.stderr}`);
  const files = readdirSync(join(node.scratchDirectory, "job")).filter((name) => name !== "report.json");
  wrong.push(...files.map((name) => `left: ${name}`));
  const mounts = (await must(node, ["cat", "/proc/self/mountinfo"])).match(/glidein-/gu);
  if (mounts !== null) wrong.push(`${mounts.length} mounts`);
  const ads = await waitFor("no ads", 20_000, async () => {
    const found = await rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
    return found.length === 0 ? found : undefined;
  }).catch(() => rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`));
  // A master that nobody could ask leaves ads that end by themselves.
  if (ads.length > 0 && !["SIGKILL", "SIGSEGV", "SIGSTOP", "SIGINT"].includes(kill.signal))
    wrong.push(`${ads.length} ads`);
  await node.stop();
  return wrong;
}

export const describeKill = ({ instant, victim, signal, delayMs }: Kill): string =>
  `${signal} to ${victim} when it ${instant} + ${delayMs} ms`;
