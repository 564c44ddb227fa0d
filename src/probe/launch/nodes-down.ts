import type { Host } from "../../host/host.ts";
import type { Allocation } from "../../model/launch.ts";
import { ask } from "../batch/ask.ts";

/** Nodes of the batch job on which nothing can be started, with what the batch system says of them. */
export async function nodesDown(host: Host, { system, hosts }: Allocation): Promise<ReadonlyMap<string, string>> {
  const down = new Map<string, string>();
  if (system !== "slurm" || hosts === null || hosts.length < 2) return down;
  const answer = await ask(host, ["sinfo", "-h", "-N", "-n", hosts.join(","), "-o", "%N %T"]);
  // A controller that does not answer keeps nobody from starting.
  for (const line of answer.ok ? answer.text.split("\n") : []) {
    const [name = "", state = ""] = line.trim().split(/\s+/u);
    // `*`: it does not answer. A drained node goes on with the job that it has.
    if (hosts.includes(name) && (/^(?:down|fail|unknown|future|powering|powered)/u.test(state) || state.endsWith("*")))
      down.set(
        name,
        `Slurm says that it is ${state.replace("*", "")}${state.endsWith("*") ? " and does not answer" : ""}`,
      );
  }
  return down.size === hosts.length ? new Map() : down;
}
