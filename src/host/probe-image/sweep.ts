import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const rounds = 5;

/**
 * Kills what a runtime that was tried has left behind in a session of its own, where no process group reaches it: the
 * processes of ours that were started in this directory or with it in their environment. Again while some are found,
 * because one may have started another meanwhile.
 */
export function killProcessesOf(directory: string): void {
  for (let round = 0; round < rounds; round++) {
    const found = processesOf(directory);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
  }
}

function processesOf(directory: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid && belongsTo(pid, directory));
}

function belongsTo(pid: number, directory: string): boolean {
  try {
    const at = readlinkSync(`/proc/${pid}/cwd`);
    if (at === directory || at.startsWith(`${directory}/`)) return true;
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`HOME=${directory}/home\0`);
  } catch {
    // Somebody else's, or gone, or a zombie.
    return false;
  }
}
