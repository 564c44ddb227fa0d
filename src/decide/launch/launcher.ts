import type { Allocation, LaunchSystem } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";

/** How the tasks are started: by one command that starts them all, or by one for each. */
export type Launcher =
  | {
      readonly kind: "one";
      readonly words: readonly [string, ...string[]];
      /** Lines of the file whose path is to stand for `{host-file}`; not set: no word has it. */
      readonly hostFile?: readonly string[];
    }
  /** `{host}`, and `{rank}`, stand for the task's. `remoteShell`: what it is given is read by a shell on the other side. */
  | { readonly kind: "each"; readonly words: readonly [string, ...string[]]; readonly remoteShell: boolean };

export interface LauncherRequest {
  readonly allocation: Pick<Allocation, "system" | "hosts" | "nodes" | "components">;
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
    const wants = (what: string): boolean => filled.some((word) => word.includes(what));
    const unlisted = (what: string): Result<never, string> =>
      err(`it has ${what}, and nothing says which hosts there are: give them with --hosts`);
    if (wants("{host-file}"))
      return hosts === null ? unlisted("{host-file}") : ok({ kind: "one", words: [first, ...rest], hostFile: hosts });
    if (!wants("{host}")) return ok({ kind: "one", words: [first, ...rest] });
    if (hosts === null) return unlisted("{host}");
    return ok({ kind: "each", words: [first, ...rest], remoteShell: remoteShells.has(first.split("/").at(-1) ?? "") });
  }
  const { system } = allocation;
  switch (system) {
    case "slurm":
      return ok({ kind: "one", words: slurmWords(partsOf(allocation, without), perNode) });
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
      return ok(lsfLauncher(hosts.flatMap((host) => repeated(host, perNode))));
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

/** Linux takes no argument of 128 KiB or more. */
const longestArgument = 100_000;

function lsfLauncher(hosts: readonly string[]): Launcher {
  const list = hosts.join(" ");
  return list.length <= longestArgument
    ? { kind: "one", words: ["blaunch", "-z", list] }
    : { kind: "one", words: ["blaunch", "-u", "{host-file}"], hostFile: hosts };
}

const repeated = (host: string, times: number): readonly string[] => Array.from({ length: times }, () => host);

/** Nodes of one component that are used, and the others. */
interface Part {
  /** Null: the job is not heterogeneous. */
  readonly group: number | null;
  readonly nodes: number;
  readonly without: readonly string[];
}

function partsOf(
  { hosts, nodes, components }: LauncherRequest["allocation"],
  without: readonly string[],
): readonly Part[] {
  let first = 0;
  return (components ?? [nodes]).flatMap((size, index) => {
    const all = hosts?.slice(first, first + size) ?? [];
    first += size;
    const left = all.filter((host) => without.includes(host));
    // A component none of whose nodes is used cannot be asked for none.
    if (left.length === size) return [];
    return [{ group: components === null ? null : index, nodes: size - left.length, without: left }];
  });
}

/** One step over all components, whose options stand between colons: its tasks start, or do not, together. */
const slurmWords = (parts: readonly Part[], perNode: number): readonly [string, ...string[]] => [
  "srun",
  ...parts.flatMap((part, index) => [...(index === 0 ? [] : [":"]), ...slurmOptions(part, perNode)]),
];

/** Each option says what the site may have set otherwise. Not `-c`: nodes of one job may differ, and each task has all of its own. */
const slurmOptions = ({ group, nodes, without }: Part, perNode: number): readonly string[] => [
  ...(group === null ? [] : [`--het-group=${group}`]),
  ...[`--nodes=${nodes}`, `--ntasks=${nodes * perNode}`, `--ntasks-per-node=${perNode}`],
  // Glued, or it is taken for the word that follows.
  ...["-K0", "-W0", "--no-kill", "--overlap", "--mem=0", "--cpu-bind=none", "--export=ALL"],
  ...["--input=none", "--unbuffered", "--quiet"],
  ...(without.length === 0 ? [] : [`--exclude=${without.join(",")}`]),
];

/** Variables by which a batch script's own request would become the launcher's; the words above say it all. */
export const launcherMeddlers: Readonly<Partial<Record<LaunchSystem, RegExp>>> = {
  slurm:
    /^(?:SLURM_(?:CPUS_PER_TASK|TRES_PER_TASK|NTASKS|NPROCS|NTASKS_PER_(?:NODE|CORE|SOCKET|GPU)|DISTRIBUTION|EXPORT_ENV|KILL_BAD_EXIT|WAIT|EXACT|HINT|MEM_PER_(?:CPU|NODE|GPU)|THREADS_PER_CORE|CORE_SPEC|CPU_BIND.*|MEM_BIND.*|SLURMD_DEBUG|OPEN_MODE)(?:_(?:HET|PACK)_GROUP_[0-9]+)?|SRUN_.*|SLURM_STEP_.*|SLURM_UMASK)$/u,
};
