// A desk from which somebody starts glideins on a cluster: two machines, ssh between them, and Slurm behind.
import { join } from "node:path";
import {
  alice,
  condorTarball,
  type Machine,
  patience,
  pilot,
  type SlurmCluster,
  startSlurm,
  waitFor,
} from "../../bed/index.ts";
import { slurmRoot } from "../../bed/slurm-root.ts";
import { startMachine } from "../../bed/start-machine.ts";
import { must } from "../rig/must.ts";
import { executable, type Rig } from "../rig/rig.ts";
import type { SeenEvent } from "../rig/running-glidein.ts";

const payload = { source: join(executable, ".."), target: "/payload" };
/** Where the desk has the token of the pool. */
export const deskToken = "/home/alice/token";

export interface Desk {
  readonly desk: Machine;
  readonly cluster: SlurmCluster;
  /** How often somebody proved who they are to the cluster. */
  readonly logins: () => number;
  readonly submit: (options: readonly string[]) => Promise<Submitting>;
}

export interface Submitting {
  readonly saw: (name: string, fits?: (event: SeenEvent) => boolean) => Promise<SeenEvent>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly end: () => Promise<{ readonly status: number | null; readonly stderr: string }>;
}

export async function startDesk(rig: Rig): Promise<Desk> {
  const cluster = await startSlurm(rig.bed, rig.pool, {
    nodes: [{ name: "c1" }, { name: "c2" }],
    mounts: [payload, { source: (await condorTarball(rig.bed, "newest")).directory, target: "/condor25" }],
  });
  const desk = await startMachine({
    ...{ name: "desk", root: await slurmRoot(rig.bed), directory: join(rig.pool.directory, "desk") },
    ...{ network: rig.pool.network, defaultUser: alice.name, own: [], tmpfs: [], hide: [], maskProc: false },
    mounts: [payload],
  });
  await rig.pool.onStop(() => desk.stop());
  await must(desk, ["sh", "-c", `umask 077; cat > ${deskToken}`], `${await rig.pool.token()}\n`);
  const said = await startSshd(desk, cluster);
  // A home directory without room.
  const full = `install -d -o ${pilot.name} full; mount -t tmpfs -o size=16k,uid=${pilot.uid} full full`;
  await cluster.command(["sh", "-ec", full], { user: "root", cwd: cluster.home });
  return {
    desk,
    cluster,
    logins: () => said().split("Accepted publickey").length - 1,
    submit: (options) => submitFrom(desk, options),
  };
}

/** An sshd as an ordinary user has it, with a site's noisy profile; `ssh hpc` on the desk leads there. The value is what it says. */
async function startSshd(desk: Machine, cluster: SlurmCluster): Promise<() => string> {
  let sshdSaid = "";
  await must(desk, ["sh", "-ec", "umask 077; mkdir .ssh; ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519"]);
  const key = await must(desk, ["cat", "/home/alice/.ssh/id_ed25519.pub"]);
  const script = `umask 077; mkdir .sshd; cat > .sshd/keys
    ssh-keygen -q -t ed25519 -N '' -f .sshd/host
    cat > .sshd/login <<'X'
#!/bin/sh
echo 'Welcome to the cluster. glidein-submit: is no word of ours'
printf 'and this line has no end: '
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
X
    chmod 700 .sshd/login
    printf '%s\\n' 'Port 2222' 'HostKey /home/pilot/.sshd/host' 'PidFile none' 'UsePAM no' 'StrictModes no' \\
      'AuthorizedKeysFile /home/pilot/.sshd/keys' 'ForceCommand /home/pilot/.sshd/login' > .sshd/config
    cat .sshd/host.pub`;
  const hostKey = await must(cluster.head, ["sh", "-ec", script], key);
  const serving = await cluster.head.spawn(["/usr/sbin/sshd", "-D", "-e", "-f", "/home/pilot/.sshd/config"]);
  serving.child.stderr?.on("data", (chunk: Buffer) => {
    sshdSaid += chunk.toString();
  });
  const known = `[${cluster.head.hostName}]:2222 ${hostKey.split(" ").slice(0, 2).join(" ")}\n`;
  await must(desk, ["sh", "-c", "cat > .ssh/known_hosts"], known);
  const config = `Host hpc\n  HostName ${cluster.head.hostName}\n  Port 2222\n  User pilot\n  StrictHostKeyChecking yes\n`;
  await must(desk, ["sh", "-c", "cat > .ssh/config"], config);
  await waitFor("sshd", patience, () => (sshdSaid.includes("listening") ? true : undefined), {
    whyNot: () => sshdSaid,
  });
  return () => sshdSaid;
}

async function submitFrom(
  desk: Machine,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Submitting> {
  const program = await desk.spawn(["/payload/glidein", "submit", "--events", "json", "--poll", "1", ...options], {
    env: { PATH: "/usr/bin:/bin", HOME: alice.home, ...env },
  });
  const events: SeenEvent[] = [];
  let stdout = "";
  let stderr = "";
  program.child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    const lines = stdout.split("\n");
    stdout = lines.pop() ?? "";
    for (const line of lines) events.push(JSON.parse(line) as SeenEvent);
  });
  program.child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const story = (): string => `${events.map((one) => JSON.stringify(one)).join("\n")}\n${stderr}`;
  let over = false;
  const closed = new Promise<number | null>((resolve) => {
    program.child.once("close", (status) => {
      over = true;
      resolve(status);
    });
  });
  return {
    saw: (name, fits = () => true) =>
      waitFor(
        name,
        patience,
        () => {
          const found = events.find((one) => one.event === name && fits(one));
          if (found === undefined && over) throw new Error(`ended without ${name}:\n${story()}`);
          return found;
        },
        { whyNot: story },
      ),
    signal: (name) => program.signal(name),
    end: async () => ({ status: await closed, stderr }),
  };
}
