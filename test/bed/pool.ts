// A pool to join: collector, negotiator and schedd on a machine of its own.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { removeTree } from "./bed.ts";
import type { Completed } from "./command.ts";
import { describeFailure } from "./command.ts";
import type { ExecOptions, Machine } from "./machine.ts";
import { startManager } from "./manager.ts";
import type { Network } from "./network.ts";
import { startNetwork } from "./network.ts";
import { glideinIdentity } from "./pool-config.ts";
import type { Ad, JobId } from "./pool-output.ts";
import { adsIn, jobsIn } from "./pool-output.ts";
import type { Mount } from "./start-machine.ts";
import { patience, waitFor } from "./wait.ts";

export interface PoolOptions {
  /** more lines of HTCondor configuration, read last */
  readonly config?: string;
  readonly mounts?: readonly Mount[];
}

export interface TokenOptions {
  readonly identity?: string;
  readonly authz?: readonly string[];
  readonly lifetimeSeconds?: number;
}

export interface Pool {
  /** host:port of the collector, as worker nodes reach it */
  readonly address: string;
  readonly network: Network;
  readonly machine: Machine;
  /** this pool's files on this machine */
  readonly directory: string;
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<Completed>;
  /** the text of an IDTOKEN */
  readonly token: (options?: TokenOptions) => Promise<string>;
  /** condor_status -json */
  readonly ads: (...arguments_: readonly string[]) => Promise<readonly Ad[]>;
  /** runs condor_submit in a new directory of the user's, where the job's output files will be */
  readonly submit: (
    description: string,
    user?: string,
  ) => Promise<{ readonly jobs: readonly JobId[]; readonly directory: string }>;
  /** the job's ad once it has left the queue */
  readonly waitForHistory: (job: JobId, limitMs?: number) => Promise<Ad>;
  /** condor_q -json for a job, or for all */
  readonly queue: (job?: JobId) => Promise<readonly Ad[]>;
  /** something to end with the pool */
  readonly onStop: (end: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

let count = 0;

export async function startPool(bed: Bed, options: PoolOptions = {}): Promise<Pool> {
  count += 1;
  const directory = join(bed.runDirectory, `${String(process.pid)}-${String(count)}`);
  await mkdir(directory, { recursive: true });
  const network = await startNetwork(directory);
  const endings: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      for (const end of endings.splice(0).reverse()) await end();
      await network.stop();
      await removeTree(directory);
    })();
    return stopped;
  };
  /** What starts while the pool stops is ended at once. */
  const onStop = async (end: () => Promise<void>): Promise<void> => {
    if (stopped === undefined) endings.push(end);
    else await end();
  };
  try {
    const machine = await startManager(bed, network, directory, options);
    await onStop(() => machine.stop());
    return poolOf(machine, network, directory, onStop, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function poolOf(
  machine: Machine,
  network: Network,
  directory: string,
  onStop: Pool["onStop"],
  stop: () => Promise<void>,
): Pool {
  const must = async (argv: readonly string[], options?: ExecOptions): Promise<string> => {
    const done = await machine.exec(argv, options);
    if (done.status !== 0) throw new Error(describeFailure(argv, done));
    return done.stdout;
  };
  let submissions = 0;
  return {
    address: `${machine.hostName}:9618`,
    network,
    machine,
    directory,
    exec: machine.exec,
    token: async (options = {}) => {
      const scopes = options.authz ?? ["ADVERTISE_STARTD", "ADVERTISE_MASTER", "READ"];
      const lifetime = options.lifetimeSeconds === undefined ? [] : ["-lifetime", String(options.lifetimeSeconds)];
      const argv = [
        "condor_token_create",
        "-identity",
        options.identity ?? glideinIdentity,
        ...scopes.flatMap((scope) => ["-authz", scope]),
        ...lifetime,
      ];
      return (await must(argv)).trim();
    },
    ads: async (...arguments_) => adsIn(await must(["condor_status", "-json", ...arguments_])),
    submit: async (description, user = "alice") => {
      submissions += 1;
      const inside = `/home/${user}/job-${String(submissions)}`;
      await must(["mkdir", inside], { user });
      const said = await must(["condor_submit", "-terse", "-"], { user, cwd: inside, input: description });
      return { jobs: jobsIn(said), directory: join(directory, "manager", inside) };
    },
    waitForHistory: (job, limitMs = patience) =>
      waitFor(
        `job ${String(job.cluster)}.${String(job.proc)} to leave the queue`,
        limitMs,
        async () => {
          const said = await must([
            "condor_history",
            "-limit",
            "1",
            "-json",
            `${String(job.cluster)}.${String(job.proc)}`,
          ]);
          return adsIn(said)[0];
        },
        { everyMs: 300 },
      ),
    queue: async (job) =>
      adsIn(
        await must([
          "condor_q",
          "-allusers",
          "-json",
          ...(job === undefined ? [] : [`${String(job.cluster)}.${String(job.proc)}`]),
        ]),
      ),
    onStop,
    stop,
  };
}
