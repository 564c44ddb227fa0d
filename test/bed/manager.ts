// The machine of a pool's daemons: its directories, its configuration, its signing key, its condor_master.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { describeFailure } from "./command.ts";
import type { Machine } from "./machine.ts";
import type { Network } from "./network.ts";
import type { PoolOptions } from "./pool.ts";
import { poolConfig } from "./pool-config.ts";
import { startMachine } from "./start-machine.ts";
import { patience, waitFor } from "./wait.ts";

export async function startManager(
  bed: Bed,
  network: Network,
  directory: string,
  options: PoolOptions,
): Promise<Machine> {
  const machine = await startMachine({
    name: "manager",
    root: bed.root,
    directory: join(directory, "manager"),
    network,
    defaultUser: "root",
    own: [
      { path: "/etc/condor" },
      { path: "/etc/condor/passwords.d", mode: "0700" },
      { path: "/etc/condor/tokens.d", mode: "0700" },
      { path: "/var/log/condor" },
      { path: "/var/lib/condor" },
    ],
    mounts: options.mounts ?? [],
    tmpfs: [],
    hide: [],
    maskProc: false,
  });
  try {
    await prepare(machine, options);
    const master = await machine.spawn(["/usr/sbin/condor_master", "-f"]);
    master.child.stdout?.resume();
    master.child.stderr?.resume();
    let last = "";
    await waitFor(
      "the pool to answer",
      patience,
      async () => {
        const asked = await machine.exec(["condor_status", "-any", "-af", "MyType"], { timeoutMs: 20_000 });
        last = (asked.stderr || asked.stdout).trim().replaceAll("\n", " ");
        return ["Scheduler", "Negotiator", "Collector"].every((type) => asked.stdout.includes(type)) ? true : undefined;
      },
      { whyNot: () => last },
    );
    return machine;
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

async function prepare(machine: Machine, options: PoolOptions): Promise<void> {
  await writeFile(machine.path("/etc/condor/condor_config"), poolConfig(machine.hostName, options.config ?? ""));
  const script = `mkdir -p /run/condor /run/lock/condor /var/lib/condor/execute /var/lib/condor/spool
    chown condor:condor /run/condor /run/lock/condor /var/log/condor /var/lib/condor /var/lib/condor/*
    head -c 64 /dev/urandom > /etc/condor/passwords.d/POOL; chmod 600 /etc/condor/passwords.d/POOL`;
  const done = await machine.exec(["/bin/sh", "-ec", script]);
  if (done.status !== 0) throw new Error(describeFailure(["prepare the manager"], done));
}
