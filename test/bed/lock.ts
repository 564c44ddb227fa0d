// One builder at a time. The kernel's lock, held by a child on a lifeline: it is free again the moment its holder
// dies, which a lock file with a process id in it is not.
import { holdLifeline, holdOn } from "./lifeline.ts";

export async function withLock<T>(file: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const lock = await holdLifeline(["flock", "--exclusive", file, ...holdOn], limitMs);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
