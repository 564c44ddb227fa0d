// A Slurm cluster whose nodes reach a pool, and batch jobs on it that launch glideins.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { LaunchSummary } from "../../../src/model/launch.ts";
import type { Ad, Machine, Pool, SlurmCluster, SlurmNodeOptions, WorkerNode } from "../../bed/index.ts";
import { ensureBed, startPool, startSlurm } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";
import { must } from "../rig/must.ts";
import { executable, payload } from "../rig/rig.ts";

export interface HpcRig {
  readonly pool: Pool;
  readonly slurm: SlurmCluster;
  readonly node: (name: string) => WorkerNode;
  /** Submits a job that launches glideins with these options; `before` comes before it in the script. */
  readonly launch: (sbatch: readonly string[], options?: readonly string[], before?: string) => Promise<string>;
  /** Waits until so many slots of a job's glideins are in the pool, and the launch knows it. */
  readonly slots: (job: string, count: number, limitMs?: number) => Promise<readonly Ad[]>;
  /** Signals the launch alone, none of its glideins, and waits for the job's end. */
  readonly end: (job: string, signal?: "TERM" | "USR1") => Promise<Ended>;
  readonly summary: (job: string) => LaunchSummary;
  readonly stop: () => Promise<void>;
}

export interface Ended {
  readonly state: string;
  readonly status: number;
  readonly summary: LaunchSummary;
}

/** `config`: more lines of slurm.conf. */
export async function startHpc(nodes: readonly SlurmNodeOptions[], config = ""): Promise<HpcRig> {
  const bed = await ensureBed();
  const pool = await startPool(bed);
  const mounts = [{ source: dirname(resolve(executable)), target: dirname(payload) }];
  const slurm = await startSlurm(bed, pool, { nodes, mounts, config });
  await must(slurm.head, ["sh", "-c", "umask 077; cat > token"], `${await pool.token()}\n`);
  const summary = (job: string): LaunchSummary => {
    const [directory] = launchDirectories(slurm, job);
    return JSON.parse(
      readFileSync(join(slurm.homeDirectory, directory ?? "", "summary.json"), "utf8"),
    ) as LaunchSummary;
  };
  return {
    pool,
    slurm,
    node: (name) => {
      const found = slurm.nodes.find((node) => node.name === name);
      if (found === undefined) throw new Error(`no node ${name}`);
      return found;
    },
    launch: (sbatch, options = [], before = "") =>
      slurm.sbatch(
        `#!/bin/sh\n${before}\nexec ${payload} launch --pool ${pool.address} --token token --hold 0 ${options.join(" ")}\n`,
        sbatch,
      ),
    slots: async (job, count, limitMs = patience) =>
      waitFor(
        `${count} slots of job ${job}`,
        limitMs,
        async () => {
          const ads = await pool.ads("-constraint", `GLIDEIN_SiteWMS_JobId == "${job}" && MyType == "Machine"`);
          const slots = ads.filter(({ SlotType }) => SlotType !== "Dynamic");
          const ready = [...outputOf(slurm, job).matchAll(/ (\d+) ready/gu)].map(([, text]) => Number(text));
          const known = Math.max(0, ...ready) >= count;
          return slots.length >= count && known ? slots : undefined;
        },
        { everyMs: 300, whyNot: () => outputOf(slurm, job) },
      ),
    end: async (job, signal = "TERM") => {
      await slurm.command(["scancel", "--batch", `--signal=${signal}`, job]);
      const ended = await slurm.waitForEnd(job).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${outputOf(slurm, job)}\n${logsOf(slurm, job)}`);
      });
      return { ...ended, summary: summary(job) };
    },
    summary,
    stop: () => pool.stop(),
  };
}

export const launchDirectories = ({ homeDirectory }: SlurmCluster, job: string): readonly string[] =>
  readdirSync(homeDirectory).filter((name) => name.startsWith(`glidein-launch-${job}-`));

/** What a launch that goes on, or was killed, has in its directory. */
function logsOf(slurm: SlurmCluster, job: string): string {
  const [name = ""] = launchDirectories(slurm, job);
  const directory = join(slurm.homeDirectory, name);
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".log") || file.endsWith(".ndjson"))
    .map((file) => `== ${file}\n${readFileSync(join(directory, file), "utf8")}`)
    .join("\n");
}

/** What the script of a job printed. */
export function outputOf({ homeDirectory }: SlurmCluster, job: string): string {
  try {
    return readFileSync(join(homeDirectory, `slurm-${job}.out`), "utf8");
  } catch {
    return "";
  }
}

/** Processes of the pilot's account and files of glideins on these nodes. */
export const leftOn = (nodes: readonly Machine[]): readonly string[] =>
  nodes.flatMap((node) => [
    ...node.processes("pilot").map(({ pid, command }) => `${node.name}: ${pid} ${command}`),
    ...["/tmp", "/var/tmp", "/scratch"].flatMap((path) =>
      readdirSync(node.path(path)).map((name) => `${node.name}: ${path}/${name}`),
    ),
  ]);
