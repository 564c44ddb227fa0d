// node test/bed/cli.ts build | try [tarball] | shell manager|worker
import { spawn } from "node:child_process";
import { ensureBed } from "./bed.ts";
import { modulesRoot } from "./modules-root.ts";
import { startPool } from "./pool.ts";
import { slurmRoot } from "./slurm-root.ts";
import { squashfuse } from "./squashfuse.ts";
import { starterSuid } from "./starter-suid.ts";
import { condorTarball } from "./tarball.ts";
import { tryBed } from "./try.ts";
import { startWorkerNode } from "./worker-node.ts";

const started = performance.now();
const say = (text: string): void => {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
};

const usage = `usage: node test/bed/cli.ts COMMAND
  build                  build the bed and all its parts, where the recipe changed
  try [tarball]          prove it: a startd made by hand runs a plain and a container job
  shell manager|worker   a pool with one worker node, and a shell on one of them (as root, or as the pilot)
`;

async function main(arguments_: readonly string[]): Promise<number> {
  const [command, which] = arguments_;
  if (command === "build") {
    const bed = await ensureBed({ onProgress: say });
    say(`HTCondor ${bed.condorVersion}, Apptainer ${bed.apptainerVersion}: ${bed.root}`);
    for (const release of ["installed", "newest"] as const) say(`tarball: ${(await condorTarball(bed, release)).file}`);
    say(`Slurm: ${await slurmRoot(bed)}`);
    say(`module systems: ${await modulesRoot(bed)}`);
    say(`squashfuse: ${await squashfuse(bed)}`);
    say(`setuid helper: ${await starterSuid(bed, say)}`);
    return 0;
  }
  if (command === "try") return tryBed(say, which === "tarball");
  if (command === "shell" && (which === "manager" || which === "worker")) return shell(which);
  process.stderr.write(usage);
  return 64;
}

async function shell(which: "manager" | "worker"): Promise<number> {
  const bed = await ensureBed({ onProgress: say });
  const pool = await startPool(bed);
  try {
    const node = await startWorkerNode(bed, pool, { name: "worker1" });
    const argv = (which === "manager" ? pool.machine : node).terminalCommand();
    say(`${argv.join(" ")}`);
    // In the terminal's own group, unlike everything else here: it must be able to read from the terminal.
    const child = spawn("nsenter", argv, { stdio: "inherit" });
    process.on("SIGINT", () => undefined);
    return await new Promise((resolve) =>
      child.once("exit", (status) => {
        resolve(status ?? 1);
      }),
    );
  } finally {
    await pool.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(`the bed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
