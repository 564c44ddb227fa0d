// The pool's network: one network namespace with a bridge, and a process that holds it. Every node has a namespace
// of its own, plugged into the bridge, because a startd on the collector's own host is taken for a member of its
// session family. Nothing is ever configured on the host: when the holder ends, the kernel removes all of it.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "./command.ts";
import { holdLifeline, holdOn } from "./lifeline.ts";
import { privilege } from "./privilege.ts";
import { onlyChild } from "./process-table.ts";
import { patience } from "./wait.ts";

export interface Network {
  /** this side's address: a server started with `spawn` is reached here */
  readonly hostAddress: string;
  readonly hostName: string;
  /** the hosts file of every node */
  readonly hostsFile: string;
  /** gives the namespaces of a process an address and a name; returns the address */
  readonly attach: (pid: number, name: string) => Promise<string>;
  /** runs a program of this machine, with this machine's files, inside the network: a web server for the nodes */
  readonly spawn: (argv: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess;
  readonly stop: () => Promise<void>;
}

export const domain = "bed.test";
/** Documentation addresses: no machine has a route for them that the bed could hide. */
const addressOf = (host: number): string => `192.0.2.${String(host)}`;

export async function startNetwork(directory: string): Promise<Network> {
  const { prefix, enterOptions } = await privilege();
  const holder = await holdLifeline(
    [...prefix, "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", ...holdOn],
    patience,
  );
  const target = await onlyChild(holder.pid);
  const inside = [...prefix, "nsenter", "--net", "--target", String(target), "--"];
  const script = async (text: string): Promise<void> => {
    await mustRun([...inside, "sh", "-ec", text]);
  };
  await script(
    `ip link set lo up; ip link add bed0 type bridge; ip addr add ${addressOf(1)}/24 dev bed0; ip link set bed0 up`,
  );
  const hostsFile = join(directory, "hosts");
  const hostName = `web.${domain}`;
  await writeFile(hostsFile, `127.0.0.1 localhost\n${addressOf(1)} ${hostName} web\n`);
  let last = 1;

  return {
    hostAddress: addressOf(1),
    hostName,
    hostsFile,
    attach: async (pid, name) => {
      last += 1;
      if (last > 250) throw new Error("the network has no address left");
      const address = addressOf(last);
      const port = `port${String(last)}`;
      await script(
        `ip link add ${port} type veth peer name eth0 netns ${String(pid)}; ip link set ${port} master bed0 up;` +
          ` nsenter --net --target ${String(pid)} sh -ec 'ip link set lo up; ip addr add ${address}/24 dev eth0; ip link set eth0 up; ip route add default via ${addressOf(1)}'`,
      );
      await appendFile(hostsFile, `${address} ${name}.${domain} ${name}\n`); // in place: every node has this very file bound
      return address;
    },
    spawn: (argv, env) => {
      // Also into its process table, so that it ends with the network.
      const enter = ["--net", "--mount", "--pid", ...enterOptions, "--target", String(target), "--", ...argv];
      return spawn("nsenter", enter, { detached: true, stdio: ["ignore", "pipe", "pipe"], env: env ?? process.env });
    },
    stop: () => holder.release(),
  };
}
