import type { Allocation, LaunchSystem } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";

/** How the tasks are started: by one command that starts them all, or by one for each. */
export type Launcher =
  | { readonly kind: "one"; readonly words: readonly [string, ...string[]] }
  /** `{host}`, and `{rank}`, stand for the task's. `remoteShell`: what it is given is read by a shell on the other side. */
  | { readonly kind: "each"; readonly words: readonly [string, ...string[]]; readonly remoteShell: boolean };

export interface LauncherRequest {
  readonly allocation: Pick<Allocation, "system" | "hosts" | "nodes">;
  readonly perNode: number;
  /** `--launcher`, in words; null: the batch system's own. */
  readonly given: readonly [string, ...string[]] | null;
  /** Hosts on which nothing is started. */
  readonly without: readonly string[];
}

/** Programs that hand their arguments to a shell. */
const remoteShells = new Set(["ssh", "rsh", "pbs_tmrsh", "oarsh", "mosh", "gsissh", "qrsh"]);

/**
 * The batch system's own launcher: what it starts is in the job, counted and ended with it. A task that fails leaves the
 * others alone, whatever the site has set, and a node that dies takes only its own.
 */
export function decideLauncher({ allocation, perNode, given, without }: LauncherRequest): Result<Launcher, string> {
  const hosts = allocation.hosts?.filter((host) => !without.includes(host)) ?? null;
  const nodes = hosts?.length ?? allocation.nodes;
  const tasks = nodes * perNode;
  if (given !== null) {
    const filled = given.map((word) =>
      word
        .replaceAll("{nodes}", String(nodes))
        .replaceAll("{tasks}", String(tasks))
        .replaceAll("{per-node}", String(perNode)),
    );
    const [first = "", ...rest] = filled;
    if (!filled.some((word) => word.includes("{host}"))) return ok({ kind: "one", words: [first, ...rest] });
    if (hosts === null) return err("it has {host}, and nothing says which hosts there are: give them with --hosts");
    return ok({ kind: "each", words: [first, ...rest], remoteShell: remoteShells.has(first.split("/").at(-1) ?? "") });
  }
  const { system } = allocation;
  switch (system) {
    case "slurm":
      return ok({ kind: "one", words: slurmWords(nodes, perNode, without) });
    case "flux":
      return ok({
        kind: "one",
        words: [
          ...(["flux", "run", `-N${nodes}`, `-n${tasks}`, "--exclusive"] as const),
          ...["-o", "exit-timeout=none", "-o", "cpu-affinity=off", "-o", "mpi=none"],
        ],
      });
    case "pbs":
      // One task for each line of the node file; those beyond --per-node find their place taken and end.
      return ok({ kind: "one", words: ["pbsdsh", "--"] });
    case "lsf":
      if (hosts === null) return err("LSF does not say which hosts there are");
      return ok({ kind: "one", words: ["blaunch", "-z", hosts.flatMap((host) => repeated(host, perNode)).join(" ")] });
    case "sge":
      return ok({ kind: "each", words: ["qrsh", "-inherit", "-nostdin", "{host}"], remoteShell: true });
    case "hosts":
      return ok({
        kind: "each",
        words: [
          ...(["ssh", "-n", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30"] as const),
          ...["-o", "ServerAliveInterval=30", "-o", "ServerAliveCountMax=4", "{host}"],
        ],
        remoteShell: true,
      });
    case "none":
      return ok({ kind: "each", words: ["{self}"], remoteShell: false });
    default:
      return system satisfies never;
  }
}

const repeated = (host: string, times: number): readonly string[] => Array.from({ length: times }, () => host);

/** Each option says what the site may have set otherwise. Not `-c`: nodes of one job may differ, and each task has all of its own. */
const slurmWords = (nodes: number, perNode: number, without: readonly string[]): readonly [string, ...string[]] => [
  ...(["srun", `--nodes=${nodes}`, `--ntasks=${nodes * perNode}`, `--ntasks-per-node=${perNode}`] as const),
  // Glued, or it is taken for the word that follows.
  ...["-K0", "-W0", "--no-kill", "--overlap", "--mem=0", "--cpu-bind=none", "--export=ALL"],
  ...["--input=none", "--unbuffered", "--quiet"],
  ...(without.length === 0 ? [] : [`--exclude=${without.join(",")}`]),
];

/** Variables by which a batch script's own request would become the launcher's; the words above say it all. */
export const launcherMeddlers: Readonly<Partial<Record<LaunchSystem, RegExp>>> = {
  slurm:
    /^(?:SLURM_(?:CPUS_PER_TASK|TRES_PER_TASK|NTASKS|NPROCS|NTASKS_PER_(?:NODE|CORE|SOCKET|GPU)|DISTRIBUTION|EXPORT_ENV|KILL_BAD_EXIT|WAIT|EXACT|HINT|MEM_PER_(?:CPU|NODE|GPU)|THREADS_PER_CORE|CORE_SPEC|CPU_BIND.*|MEM_BIND.*|SLURMD_DEBUG|OPEN_MODE)|SRUN_.*|SLURM_STEP_.*|SLURM_UMASK)$/u,
};
