import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends processes that scripts left behind, wherever in the process tree they are: the pilot's identifier is in the
 * environment that they began with. Returns how many there were.
 */
export function endProcessesOf(variable: string, value: string): number {
  const mark = `${variable}=${value}`;
  let ended = 0;
  // More than once, because one that forks may be between two looks.
  for (let round = 0; round < 3; round += 1) {
    const found = processesWith(mark);
    if (found.length === 0) break;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
        ended += 1;
      } catch {
        // It ended by itself.
      }
    }
  }
  return ended;
}

function processesWith(mark: string): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^[0-9]+$/u.test(name) || Number(name) === process.pid) return [];
    try {
      return readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(mark) ? [Number(name)] : [];
    } catch {
      // Another user's, or gone.
      return [];
    }
  });
}
