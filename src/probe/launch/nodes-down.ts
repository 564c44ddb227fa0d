import type { Host } from "../../host/host.ts";
import type { Allocation } from "../../model/launch.ts";
import { ask } from "../batch/ask.ts";

/** Linux takes no argument of 128 KiB or more. */
const longestArgument = 100_000;

/** Nodes of the batch job on which nothing can be started, with what the batch system says of them. */
export async function nodesDown(host: Host, { system, hosts }: Allocation): Promise<ReadonlyMap<string, string>> {
  const down = new Map<string, string>();
  if (system !== "slurm" || hosts === null || hosts.length < 2) return down;
  const list = hosts.join(",");
  // All nodes are listed where ours are more than an argument can hold.
  const ours = list.length <= longestArgument ? ["-n", list] : [];
  const answer = await ask(host, ["sinfo", "-h", "-N", ...ours, "-o", "%N %T"]);
  // A controller that does not answer keeps nobody from starting.
  const known = new Set(hosts);
  for (const line of answer.ok ? answer.text.split("\n") : []) {
    const [name = "", state = ""] = line.trim().split(/\s+/u);
    // `*`: it does not answer. A drained node goes on with the job that it has.
    if (known.has(name) && (/^(?:down|fail|unknown|future|powering|powered)/u.test(state) || state.endsWith("*")))
      down.set(
        name,
        `Slurm says that it is ${state.replace("*", "")}${state.endsWith("*") ? " and does not answer" : ""}`,
      );
  }
  return down.size === hosts.length ? new Map() : down;
}
