import { collectGarbage } from "../apply/garbage.ts";
import { probeImageParents } from "../host/probe-image.ts";
import type { RunRequest } from "./session.ts";

/** What dead glideins of ours left where this one is going to work. */
export async function removeDead(
  { host, actor, emit }: Pick<RunRequest, "host" | "actor" | "emit">,
  scratch: string,
): Promise<void> {
  const parents = [scratch, ...probeImageParents(host.env)];
  for (const { path, outcome, why } of await collectGarbage(host, actor, parents, false, emit))
    emit({ event: "garbage", path, removed: outcome === "removed", why });
}
