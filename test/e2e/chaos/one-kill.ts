// One glidein, one signal at some instant to one of its processes, and what must be true of the node afterwards.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkerNode } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";
import { must } from "../rig/must.ts";
import { jobDirectory, payload, type Rig } from "../rig/rig.ts";
import type { Factory } from "../rig/running-pilot.ts";
import { escapedProcess, shellJob, submitOne, waitForStatus } from "../rig/shell-job.ts";
import { type Moment, type Subject, type SubjectEnd, startPilot, startRun } from "./subject.ts";

export const kinds = ["run", "run", "run", "pilot"] as const;
export const instants = ["starts", "stages", "waits-for-ad", "hands-over", "runs", "drains", "stops", "ends"] as const;
export const victims = [
  ...["glidein", "keeper", "condor_master", "condor_startd", "condor_procd", "revival"],
  // At once, as the kernel does where memory ends.
  "glidein-and-keeper",
] as const;
export const signals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGSEGV", "SIGSTOP"] as const;

export interface Kill {
  /** `pilot`: with a factory's arguments. */
  readonly kind: (typeof kinds)[number];
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
    kind: kinds[draw(kinds.length)] ?? "run",
    instant: instants[draw(instants.length)] ?? "runs",
    victim: victims[draw(victims.length)] ?? "glidein",
    signal: signals[draw(signals.length)] ?? "SIGKILL",
    delayMs: draw(1500),
  }));
}

/** What is wrong afterwards; empty is as it must be. */
export async function killOne(rig: Rig, factory: Factory, kill: Kill): Promise<readonly string[]> {
  const subject = await (kill.kind === "run" ? startRun(rig) : startPilot(rig, factory));
  const { node } = subject;
  // Only a subreaper finds one that gave up all that it could be known by.
  const escaped = kill.victim === "glidein-and-keeper" ? ":" : escapedProcess;
  const job = await submitOne(rig.pool, shellJob(`trap : TERM; ${escaped}; while :; do sleep 1; done`, node.name));
  try {
    await reach(subject, kill, () => waitForStatus(rig.pool, job, "running"));
    await new Promise((resolve) => setTimeout(resolve, kill.delayMs));
    const hit = strike(subject, kill);
    // What is ignored, or hits something that the glidein can do without, leaves a glidein that can be stopped.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (kill.signal === "SIGSTOP") for (const pid of ownPids(subject, kill)) send(pid, "SIGCONT");
    subject.signal("SIGTERM");
    return await judge(rig, subject, kill, hit);
  } finally {
    await rig.pool.exec(["condor_rm", String(job.cluster)]);
    await node.stop();
  }
}

async function reach(subject: Subject, { instant }: Kill, jobRuns: () => Promise<unknown>): Promise<void> {
  const moments: Partial<Record<Kill["instant"], Moment>> = {
    starts: "started",
    stages: "work-directory",
    "waits-for-ad": "master-started",
  };
  const moment = moments[instant];
  if (moment !== undefined) {
    await subject.saw(moment);
    return;
  }
  await subject.saw("startd-ready");
  if (instant === "hands-over") return;
  await jobRuns();
  if (instant === "drains") await must(subject.node, [payload, "ctl", "drain", "--all", "--in", jobDirectory]);
  if (instant === "stops") subject.signal("SIGTERM");
  if (instant === "ends") {
    subject.signal("SIGQUIT");
    await subject.saw("master-exited").catch(() => undefined);
  }
}

/** Whom a kill is for, as far as they are there. */
function pidsOf({ node, pid }: Subject, { victim }: Kill): readonly number[] {
  const named = (pattern: RegExp): readonly number[] =>
    node
      .processes("pilot")
      .filter(({ command, state }) => state !== "Z" && pattern.test(command))
      .slice(0, 1)
      .map((one) => one.pid);
  switch (victim) {
    case "glidein":
      return [pid];
    case "glidein-and-keeper":
      return [...named(keeperPattern), pid];
    case "keeper":
      return named(keeperPattern);
    case "revival":
      return named(/^\/payload\/glidein resume/u);
    default:
      return named(new RegExp(`^(?:/\\S*/)?${victim}(?: |$)`, "u"));
  }
}

/** The one of condor_master; a revival has another. */
const keeperPattern = /^\/\S*\/keeper .*condor_master/u;

/** The batch system wakes what it stopped, and only that. */
const ownPids = (subject: Subject, { victim }: Kill): readonly number[] =>
  victim.startsWith("glidein") ? [subject.pid, subject.above] : [];

/** False when there was nobody to hit at that moment. */
const strike = (subject: Subject, kill: Kill): boolean =>
  pidsOf(subject, kill)
    .map((pid) => send(pid, kill.signal))
    .includes(true);

function send(pid: number, signal: NodeJS.Signals): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function judge(rig: Rig, subject: Subject, kill: Kill, hit: boolean): Promise<readonly string[]> {
  const { node } = subject;
  const wrong: string[] = [];
  const end = await subject.end().catch(() => null);
  const alive = (): readonly string[] =>
    node.processes("pilot").flatMap(({ command, state, pid }) => (state === "Z" ? [] : [`${pid} ${command}`]));
  await waitFor("nothing to run", patience, () => (alive().length === 0 ? true : undefined)).catch(() => undefined);
  wrong.push(...alive().map((process) => `still runs: ${process}`));
  wrong.push(...(end === null ? ["it did not end"] : wrongEnd(subject, kill, hit, end)));
  const collected = await node.exec([payload, "gc", "--in", jobDirectory]);
  if (collected.status !== 0) wrong.push(`gc: ${collected.stdout}${collected.stderr}`);
  wrong.push(...filesLeft(subject, node).map((name) => `left: ${name}`));
  const mounts = (await must(node, ["cat", "/proc/self/mountinfo"])).match(/glidein-/gu);
  if (mounts !== null) wrong.push(`${mounts.length} mounts`);
  const ads = () => rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);
  await waitFor("no ads", patience, async () => ((await ads()).length === 0 ? true : undefined)).catch(() => undefined);
  for (const ad of await ads()) wrong.push(`ad of ${String(ad["Name"])}, ${String(ad["State"])}`);
  return wrong.length === 0 || end === null ? wrong : [...wrong, end.said];
}

function filesLeft({ mayStay }: Subject, node: WorkerNode): readonly string[] {
  const inJob = readdirSync(join(node.scratchDirectory, "job")).filter((name) => !mayStay.has(name));
  const elsewhere = ["/tmp", "/var/tmp"].flatMap((directory) =>
    readdirSync(node.path(directory)).filter((name) => !name.startsWith("glidein-cache-")),
  );
  return [...inJob, ...elsewhere];
}

/** Ends of HTCondor by these are no wish of anybody's, or may be taken for none. */
const losses: ReadonlySet<Kill["signal"]> = new Set(["SIGKILL", "SIGSEGV", "SIGINT", "SIGSTOP", "SIGUSR1", "SIGQUIT"]);

/** The status is true: of the kill where nobody is left to give one, a loss only where something was lost, else 0. */
function wrongEnd({ lost }: Subject, kill: Kill, hit: boolean, end: SubjectEnd): readonly string[] {
  const { victim, signal, instant } = kill;
  const isOurs = victim === "glidein" || victim === "glidein-and-keeper";
  if (hit && isOurs && (signal === "SIGKILL" || (signal === "SIGSEGV" && end.signal !== null)))
    return end.signal === signal ? [] : [`it ended with ${String(end.status)} instead of ${signal}`];
  const wrong: string[] = [];
  // condor_procd heeds no signal, and nothing of HTCondor lives without it; an end before the first ad is no good one.
  const isEarly = ["starts", "stages", "waits-for-ad"].includes(instant);
  const isLoss = isEarly || victim === "condor_procd" || losses.has(signal);
  const mayLose = hit && victim !== "glidein" && victim !== "revival" && isLoss;
  if (end.status !== 0 && !(mayLose && end.status === lost))
    wrong.push(`status ${String(end.status)}, signal ${String(end.signal)}`);
  // A revival that was killed may have been the one with the last words.
  for (const told of victim === "revival" ? [] : end.told)
    if (told !== end.status) wrong.push(`it said ${String(told)} and ended with ${String(end.status)}`);
  return wrong;
}

export const describeKill = ({ kind, instant, victim, signal, delayMs }: Kill): string =>
  `${kind}: ${signal} to ${victim} when it ${instant} + ${delayMs} ms`;
