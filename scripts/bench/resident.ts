// What a glidein costs while a job runs, beside HTCondor: memory, CPU time and processes, against the shell pilot.
// `node scripts/node24.mjs scripts/bench/resident.ts [--seconds 120]`
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { WorkerNode } from "../../test/bed/index.ts";
import { waitFor } from "../../test/bed/wait.ts";
import { type Rig, startRig } from "../../test/e2e/rig/rig.ts";
import { shellJob, submitOne, waitForStatus } from "../../test/e2e/rig/shell-job.ts";

export interface ResidentCost {
  /** KiB, proportional set size of every process of ours. */
  readonly pssKiB: number;
  readonly processes: number;
  /** Milliseconds of CPU time that one return of the program takes, with everything that it starts. */
  readonly lookCpuMs: number;
  readonly cpuSecondsPerHour: number;
  readonly processesPerHour: number;
  readonly shell: { readonly pssKiB: number; readonly cpuSecondsPerHour: number; readonly processesPerHour: number };
}

/** GlideinWMS's two shells, and its two periodic scripts a minute and one every half hour: programs a day, as counted. */
const shellPssKiB = 4608;
const shellProcessesPerDay = 230_000;

/** How often a waiting glidein looks when nothing happens (GLIDEIN_Look_Again). */
const usualLookSeconds = 300;
/** The program, and the keeper that it runs under. */
const processesPerLook = 2;
/** How often it looks while it is measured. */
const benchLookSeconds = 5;

export async function residentCost(rig: Rig, seconds: number): Promise<ResidentCost> {
  const node = await rig.node();
  const glidein = await rig.start(node, {
    args: ["--cpus", "2", "--site", node.name, "--set", `GLIDEIN_Look_Again=${benchLookSeconds}`],
  });
  await glidein.saw("waiting");
  const job = await submitOne(rig.pool, shellJob("sleep 3600", node.name));
  await waitForStatus(rig.pool, job, "running");
  const { pid } = glidein.program;
  const before = { at: performance.now(), ...ticksOf(pid) };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const [pssKiB, processes] = await idleMemory(node);
  const hours = (performance.now() - before.at) / 3_600_000;
  const after = ticksOf(pid);
  const keeper = ours(node).filter((one) => one !== pid);
  const looks = (hours * 3600) / benchLookSeconds;
  const lookCpuMs = (after.children - before.children) / looks;
  const idle = (after.own - before.own) / hours + keeper.reduce((sum, one) => sum + ticksOf(one).own, 0) / hours;
  glidein.signal("SIGTERM");
  await glidein.end();
  const looksPerHour = 3600 / usualLookSeconds;
  return {
    ...{ pssKiB, processes, lookCpuMs: Math.round(lookCpuMs) },
    cpuSecondsPerHour: rounded((idle + looksPerHour * lookCpuMs) / 1000),
    processesPerHour: looksPerHour * processesPerLook,
    shell: {
      pssKiB: shellPssKiB,
      cpuSecondsPerHour: rounded(((shellProcessesPerDay / 24) * programCpuMs()) / 1000),
      processesPerHour: Math.round(shellProcessesPerDay / 24),
    },
  };
}

const ours = (node: WorkerNode): readonly number[] =>
  node
    .processes("pilot")
    .filter(({ command }) => /\/(?:warden|keeper|glidein) /u.test(command))
    .map(({ pid }) => pid);

/** Between two looks, which is nearly always. */
const idleMemory = (node: WorkerNode): Promise<readonly [number, number]> =>
  waitFor("a moment between two looks", 20_000, () => {
    const pids = ours(node);
    return pids.length === 2 ? ([pids.reduce((sum, pid) => sum + pssOf(pid), 0), 2] as const) : undefined;
  });

const pssOf = (pid: number): number =>
  Number(/^Pss:\s+([0-9]+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);

/** Milliseconds of CPU time of a process, and of what it started and that has ended. */
function ticksOf(pid: number): { readonly own: number; readonly children: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ms = (...at: readonly number[]): number => at.reduce((sum, index) => sum + Number(fields[index]), 0) * 10;
  return { own: ms(11, 12), children: ms(13, 14) };
}

/** CPU time of one small program that a shell starts, on this machine. */
function programCpuMs(): number {
  const count = 300;
  const script = `i=0; while [ $i -lt ${count} ]; do /bin/date +%s >/dev/null; i=$((i+1)); done; times`;
  const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  const all = [...stdout.matchAll(/([0-9]+)m([0-9.]+)s/gu)].map(([, m, s]) => Number(m) * 60_000 + Number(s) * 1000);
  return all.reduce((sum, one) => sum + one, 0) / count;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

export function residentTable({ shell, ...cost }: ResidentCost): string {
  const row = (what: string, own: number, other: number): string =>
    `  ${what.padEnd(28)}${String(own).padStart(10)}${String(other).padStart(12)}${(own / other).toFixed(3).padStart(10)}`;
  return [
    `  ${"while jobs run".padEnd(28)}${"glidein".padStart(10)}${"GlideinWMS".padStart(12)}${"ratio".padStart(10)}`,
    row("memory, PSS KiB", cost.pssKiB, shell.pssKiB),
    row("CPU seconds an hour", cost.cpuSecondsPerHour, shell.cpuSecondsPerHour),
    row("processes an hour", cost.processesPerHour, shell.processesPerHour),
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
  const rig = await startRig();
  try {
    const cost = await residentCost(rig, Number(values.seconds));
    process.stdout.write(`${residentTable(cost)}\n${JSON.stringify(cost)}\n`);
  } finally {
    await rig.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
