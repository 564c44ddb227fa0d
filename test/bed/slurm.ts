// A Slurm cluster beside a pool: a head, where people log in and the controller runs, and nodes, each a machine with a
// network, a host name, processes and a /tmp of its own. The pilot's home is one directory on all of them.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { describeFailure, mustRun } from "./command.ts";
import type { ExecOptions, Machine } from "./machine.ts";
import type { Pool } from "./pool.ts";
import { privilege } from "./privilege.ts";
import { imagePath, pilot } from "./recipe.ts";
import { type SlurmNodeSize, slurmConfig } from "./slurm-config.ts";
import { slurmRoot } from "./slurm-root.ts";
import type { Mount } from "./start-machine.ts";
import { startMachine } from "./start-machine.ts";
import { patience, waitFor } from "./wait.ts";
import { scratchPath, type WorkerNode } from "./worker-node.ts";

export interface SlurmOptions {
  /** names and what is special of each; four plain ones when absent */
  readonly nodes?: readonly SlurmNodeOptions[];
  /** what each node says that it has */
  readonly size?: SlurmNodeSize;
  /** on the head and on every node */
  readonly mounts?: readonly Mount[];
  /** more lines of slurm.conf */
  readonly config?: string;
}

export interface SlurmNodeOptions {
  readonly name: string;
  readonly mounts?: readonly Mount[];
  /** programs that are there but cannot be run */
  readonly hide?: readonly string[];
  /** a small scratch of its own; 0 means a directory on this machine's disk */
  readonly scratchMiB?: number;
  readonly maskProc?: boolean;
}

export interface SlurmCluster {
  /** where people log in and submit; the controller is there */
  readonly head: Machine;
  readonly nodes: readonly WorkerNode[];
  /** the pilot's home, the same on all of them */
  readonly home: string;
  /** the same as this machine sees it */
  readonly homeDirectory: string;
  /** runs a command of Slurm's, or any, on the head as the pilot; it must succeed */
  readonly command: (argv: readonly string[], options?: ExecOptions) => Promise<string>;
  /** submits a batch script from a directory of the pilot's; the job's id */
  readonly sbatch: (script: string, options?: readonly string[], cwd?: string) => Promise<string>;
  /** the state of a job, such as RUNNING */
  readonly state: (job: string) => Promise<string>;
  /** waits until a job is over; its state and the exit status of its script */
  readonly waitForEnd: (job: string, limitMs?: number) => Promise<{ readonly state: string; readonly status: number }>;
}

const plainNodes: readonly SlurmNodeOptions[] = ["n1", "n2", "n3", "n4"].map((name) => ({ name }));
const headName = "login";

export async function startSlurm(bed: Bed, pool: Pool, options: SlurmOptions = {}): Promise<SlurmCluster> {
  const root = await slurmRoot(bed);
  const { prefix } = await privilege();
  const wanted = options.nodes ?? plainNodes;
  const homeDirectory = join(pool.directory, "shared-home");
  const owner = String(pilot.uid);
  await mustRun([...prefix, "install", "-d", "-o", owner, "-g", owner, "-m", "0755", homeDirectory]);
  const config = slurmConfig({
    head: headName,
    nodes: wanted.map(({ name }) => name),
    size: options.size ?? { cpus: 2, memoryMiB: 2000 },
    extra: options.config ?? "",
  });
  const key = randomBytes(64).toString("base64");

  const start = async (one: SlurmNodeOptions): Promise<Machine> => {
    const scratchMiB = one.scratchMiB ?? 0;
    const machine = await startMachine({
      name: one.name,
      root,
      directory: join(pool.directory, one.name),
      network: pool.network,
      defaultUser: pilot.name,
      own: [
        { path: "/etc/munge", mode: "0700" },
        { path: "/etc/slurm" },
        { path: "/var/lib/munge", mode: "0711" },
        { path: "/var/log/munge", mode: "0700" },
        { path: "/var/log/slurm" },
        { path: "/var/spool/slurm" },
        ...(scratchMiB === 0 ? [{ path: scratchPath, owner: pilot.uid, mode: "0755" }] : []),
      ],
      mounts: [
        { source: homeDirectory, target: pilot.home, writable: true },
        { source: bed.image, target: imagePath },
        ...(options.mounts ?? []),
        ...(one.mounts ?? []),
      ],
      tmpfs: scratchMiB === 0 ? [] : [{ path: scratchPath, sizeMiB: scratchMiB, owner: pilot.uid }],
      hide: one.hide ?? [],
      maskProc: one.maskProc ?? false,
    });
    await pool.onStop(() => machine.stop());
    const script = `umask 077; cat > /etc/munge/munge.key; chmod 400 /etc/munge/munge.key
      install -d -m 0755 /run/munge /run/slurm /var/spool/slurm/ctld /var/spool/slurm/d; munged --force`;
    await must(machine, ["/bin/sh", "-ec", script], { user: "root", input: key });
    await must(machine, ["tee", "/etc/slurm/slurm.conf"], { user: "root", input: config });
    await must(machine, ["tee", "/etc/slurm/cgroup.conf"], { user: "root", input: "CgroupPlugin=disabled\n" });
    return machine;
  };

  const head = await start({ name: headName });
  const machines = await Promise.all(wanted.map(start));
  await daemon(head, ["/usr/sbin/slurmctld", "-D", "-i"], "/var/log/slurm/ctld.log");
  for (const node of machines) await daemon(node, ["/usr/sbin/slurmd", "-D", "-N", node.name], "/var/log/slurm/d.log");
  const command = (argv: readonly string[], more: ExecOptions = {}): Promise<string> => must(head, argv, more);
  let last = "";
  await waitFor(
    "the nodes of the cluster to be idle",
    patience,
    async () => {
      const asked = await head.exec(["sinfo", "-h", "-N", "-o", "%N %t"], { timeoutMs: 20_000 });
      last = (asked.stderr || asked.stdout).trim().replaceAll("\n", " ");
      // A node of several partitions is listed once for each.
      const idle = new Set(asked.stdout.split("\n").filter((line) => line.endsWith(" idle")));
      return idle.size === machines.length || undefined;
    },
    { whyNot: () => last },
  );
  const state = async (job: string): Promise<string> =>
    /JobState=(\S+)/.exec(await command(["scontrol", "show", "job", job]))?.[1] ?? "";
  return {
    head,
    nodes: machines.map((machine, index) => ({
      ...machine,
      scratch: scratchPath,
      scratchDirectory:
        (wanted[index]?.scratchMiB ?? 0) === 0
          ? join(pool.directory, machine.name, scratchPath)
          : machine.path(scratchPath),
    })),
    home: pilot.home,
    homeDirectory,
    command,
    sbatch: async (script, arguments_ = [], cwd = pilot.home) =>
      (await command(["sbatch", "--parsable", ...arguments_], { input: script, cwd })).trim().split(";")[0] ?? "",
    state,
    waitForEnd: (job, limitMs = patience) =>
      waitFor(
        `job ${job} to end`,
        limitMs,
        async () => {
          const shown = await command(["scontrol", "show", "job", job]);
          const found = /JobState=(\S+)/.exec(shown)?.[1] ?? "";
          if (["PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED"].includes(found)) return undefined;
          last = shown;
          return { state: found, status: Number(/ExitCode=(\d+):/.exec(shown)?.[1] ?? "-1") };
        },
        { everyMs: 200, whyNot: () => last },
      ),
  };
}

async function must(machine: Machine, argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const done = await machine.exec(argv, options);
  if (done.status !== 0) throw new Error(`${machine.name}: ${describeFailure(argv, done)}`);
  return done.stdout;
}

/** In the foreground, below the machine's first process; its output is a file that a person can read. */
async function daemon(machine: Machine, argv: readonly string[], log: string): Promise<void> {
  const script = 'log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null';
  const running = await machine.spawn(["/bin/sh", "-c", script, "sh", log, ...argv], {
    user: "root",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" },
    cwd: "/",
  });
  running.child.stdout?.resume();
  running.child.stderr?.resume();
}
