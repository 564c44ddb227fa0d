// One machine of the bed: a root directory, namespaces of its own, and programs entered into them.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { accountOf, uidTranslation } from "./accounts.ts";
import type { Completed } from "./command.ts";
import { completion } from "./command.ts";
import type { Lifeline } from "./lifeline.ts";
import type { BedProcess } from "./process-table.ts";
import { childrenOf, linkOf, processesIn, readProcess, textOf } from "./process-table.ts";
import { patience, waitFor } from "./wait.ts";

export interface SpawnOptions {
  /** account of the root; the machine's own default when absent */
  readonly user?: string;
  /** exactly the environment; nothing is added */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}
export interface ExecOptions extends SpawnOptions {
  /** `patience` when absent */
  readonly timeoutMs?: number;
  readonly input?: string;
}

export interface RunningProgram {
  /** of the program itself, as this machine counts: signals sent to it reach nobody else; 0 when it ended before it was seen */
  readonly pid: number;
  /** its streams; its end is the program's end, with its status or signal */
  readonly child: ChildProcess;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface Machine {
  /** short name; the host name is this with the bed's domain */
  readonly name: string;
  readonly hostName: string;
  readonly address: string;
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<Completed>;
  readonly spawn: (argv: readonly string[], options?: SpawnOptions) => Promise<RunningProgram>;
  /** everything that runs there, or what one user runs; never the machine's own two processes */
  readonly processes: (user?: string) => BedProcess[];
  /** arguments for nsenter that give a shell */
  readonly terminalCommand: () => readonly string[];
  /** a path of the machine as this process can open it; valid while the machine lives */
  readonly path: (inside: string) => string;
  readonly stop: () => Promise<void>;
}

export const standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface MachineParts {
  readonly name: string;
  readonly hostName: string;
  readonly address: string;
  /** a process inside, whose namespaces are the machine's */
  readonly target: number;
  readonly lifeline: Lifeline;
  readonly enterOptions: readonly string[];
  readonly defaultUser: string;
  readonly cleanUp: () => Promise<void>;
}

export function machineOf(parts: MachineParts): Machine {
  const target = String(parts.target);
  const namespace = linkOf(`/proc/${target}/ns/pid`) ?? "";
  const own = new Set([parts.target, readProcess(parts.target)?.parent ?? 0]);
  const toInnerUid = uidTranslation(textOf(`/proc/${target}/uid_map`));

  const command = (argv: readonly string[], options: SpawnOptions): string[] => {
    const account = accountOf(options.user ?? parts.defaultUser);
    const env = options.env ?? {
      PATH: standardPath,
      HOME: account.home,
      USER: account.name,
      LOGNAME: account.name,
      LANG: "C.UTF-8",
    };
    return [
      ...["--target", target, "--mount", "--uts", "--ipc", "--net", "--pid", ...parts.enterOptions, "--"],
      ...["/usr/bin/setpriv", "--reuid", String(account.uid), "--regid", String(account.uid), "--init-groups", "--"],
      // Last, and inside: the programs that enter keep an environment that works, the command gets exactly its own.
      ...[
        "/usr/bin/env",
        "-i",
        `--chdir=${options.cwd ?? account.home}`,
        ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ],
      ...argv,
    ];
  };
  const enter = (argv: readonly string[], options: SpawnOptions): ChildProcess =>
    spawn("nsenter", command(argv, options), { detached: true, stdio: ["pipe", "pipe", "pipe"] });

  return {
    name: parts.name,
    hostName: parts.hostName,
    address: parts.address,
    exec: (argv, options = {}) => {
      const child = enter(argv, options);
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(options.input ?? "");
      return completion(child, options, () => {
        // Not nsenter, which would leave the program to the machine; it ends with its child.
        for (const pid of child.pid === undefined ? [] : childrenOf(child.pid)) send(pid, "SIGKILL");
      });
    },
    spawn: async (argv, options = {}) => {
      const child = enter(argv, options);
      child.stdin?.on("error", () => undefined);
      const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
        child.once("exit", (status, signal) => {
          resolve({ status, signal });
        });
        child.once("error", reject);
      });
      const pid = await programOf(child);
      return {
        pid,
        child,
        ended,
        signal: (name) => {
          send(pid, name);
          // nsenter stops when its child does, and only it can be asked to go on.
          if (name === "SIGCONT" && child.pid !== undefined) send(child.pid, name);
        },
      };
    },
    // One that has ended and only waits to be taken leave of runs no more; this machine's first process takes its time.
    processes: (user) => {
      const uid = user === undefined ? undefined : accountOf(user).uid;
      return processesIn(namespace, toInnerUid).filter(
        (entry) => !own.has(entry.pid) && entry.state !== "Z" && (uid === undefined || entry.uid === uid),
      );
    },
    terminalCommand: () =>
      command(["/bin/bash", "-i"], {
        env: { PATH: standardPath, TERM: process.env["TERM"] ?? "dumb", HOME: accountOf(parts.defaultUser).home },
      }),
    path: (inside) => `/proc/${target}/root${inside}`,
    stop: async () => {
      await parts.lifeline.release();
      await parts.cleanUp();
    },
  };
}

/** The process behind nsenter, once it is the program itself: a signal sent sooner would end one of the helpers. */
async function programOf(child: ChildProcess): Promise<number> {
  const entering = new Set(["nsenter", "setpriv", "env"]);
  const found = await waitFor(
    "the program to start",
    patience,
    () => {
      if (child.exitCode !== null || child.signalCode !== null) return 0;
      const pid = child.pid === undefined ? undefined : childrenOf(child.pid)[0];
      if (pid === undefined) return undefined;
      return entering.has(textOf(`/proc/${String(pid)}/comm`).trim()) ? undefined : pid;
    },
    { everyMs: 2 },
  );
  return found;
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {
    // already gone
  }
}
