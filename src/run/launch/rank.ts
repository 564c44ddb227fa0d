import { statSync } from "node:fs";
import { hostname } from "node:os";
import { sleep } from "../../apply/condor/ready.ts";
import { type Place, placeOfTask } from "../../decide/launch/place.ts";
import type { RankOfOrder } from "../../decide/launch/rank-settings.ts";
import { delayOfRank } from "../../decide/launch/spread.ts";
import { sendOutputTo } from "../../host/redirect-output.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { rankLog } from "./rank-files.ts";

type Environment = Readonly<Record<string, string>>;

/** The names that the batch system may have for this node. */
export const namesOfNode = (env: Environment): readonly string[] =>
  [env["SLURMD_NODENAME"], hostname()].flatMap((name) => (name === undefined || name === "" ? [] : [name]));

/** Which node, and if it was told which of its glideins. */
export function placeHere(order: LaunchOrder, env: Environment, told: number | null): Result<Place, string> {
  if (told !== null) {
    const node = Math.floor(told / order.perNode);
    return node < order.nodes ? ok({ node, local: told % order.perNode }) : err(`the launch has no rank ${told}`);
  }
  const place = placeOfTask(order, env, namesOfNode(env));
  if (place !== null) return ok(place);
  const names = namesOfNode(env).join(", ");
  return err(`this node (${names}) is not among those of the launch, and no launcher says which task this is`);
}

/**
 * Takes a place of this node by making the log of it, in which all that is said from here on goes. A launcher that starts
 * more tasks than were asked for (PBS: one for each line of the node file) finds all taken: null.
 */
export function takePlace(order: LaunchOrder, place: Place): Result<RankOfOrder | null, string> {
  const all = Array.from({ length: order.perNode }, (_, local) => local);
  const wanted = place.local === null ? all : [place.local, ...all.filter((local) => local !== place.local)];
  for (const local of wanted) {
    const rank = place.node * order.perNode + local;
    const made = sendOutputTo(rankLog(order.directory, rank));
    if (!made.ok) return err(`${rankLog(order.directory, rank)} cannot be written: ${made.error.what}`);
    if (made.value === "ours") return ok({ node: place.node, local, rank });
  }
  return ok(null);
}

/** Relative paths in the settings mean what they meant to the launch. */
export function enterDirectory(order: LaunchOrder): string | null {
  try {
    if (statSync(order.cwd).isDirectory()) process.chdir(order.cwd);
    return null;
  } catch {
    return `the directory ${order.cwd}, in which the launch was started, is not on this node`;
  }
}

export const delayOf = (order: LaunchOrder, rank: number): number =>
  delayOfRank(rank, order.nodes * order.perNode, order.spread, order.seed);

export const waitFor = (seconds: number, stop: AbortSignal): Promise<unknown> => sleep(seconds * 1000, stop);
