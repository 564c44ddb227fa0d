import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WorkerNode } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";
import { payload } from "./rig.ts";

/** Waits until this process is the warden and the first look is over; it now sleeps until something happens. */
export async function settled(node: WorkerNode, pid: number): Promise<void> {
  const isSettled = (): boolean => {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const state = words[words.indexOf("--state") + 1] ?? "";
    if (!words[0]?.endsWith("/warden")) return false;
    const looks = node
      .processes("pilot")
      .some(({ command }) => command.startsWith(`${payload} resume --work ${dirname(state)}`));
    const file = join(node.scratchDirectory, state.replace(/^\/scratch\//u, ""));
    return !looks && !readFileSync(file, "utf8").includes('"jobs":null');
  };
  await waitFor("a warden that sleeps", patience, () => (isSettled() ? true : undefined), { everyMs: 20 });
}
