// The programs that have the last word on what our text means, run in the bed's root without network or writing.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { patience } from "../../bed/wait.ts";

export interface Answer {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Judge {
  /** Runs a program of the bed; `files` are seen below /mnt. */
  readonly ask: (argv: readonly [string, ...string[]], files: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** `root` is the bed's Debian root. */
export const judgeIn = (root: string): Judge => ({
  ask: async (argv, files) => {
    const directory = await mkdtemp(join(tmpdir(), "glidein-judge-"));
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
      return await run([...sandbox(root, directory), ...argv]);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
});

const sandbox = (root: string, given: string): readonly [string, ...string[]] => [
  ...(["bwrap", "--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"] as const),
  ...["--ro-bind", given, "/mnt", "--unshare-all", "--die-with-parent", "--clearenv"],
  ...[
    "--setenv",
    "PATH",
    "/usr/bin:/bin",
    "--setenv",
    "LANG",
    "C.UTF-8",
    "--setenv",
    "CONDOR_CONFIG",
    "/mnt/condor_config",
  ],
];

function run([program, ...rest]: readonly [string, ...string[]]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], timeout: patience, killSignal: "SIGKILL" });
    const out: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.once("error", reject);
    child.once("close", (status) => {
      resolve({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(said).toString().slice(0, 4000) });
    });
  });
}

/** A machine without a network has no name that resolves, and HTCondor asks for two minutes. */
export const noNetwork = "NETWORK_HOSTNAME = localhost\nNO_DNS = True\nDEFAULT_DOMAIN_NAME = bed.invalid\n";
