import { sleep } from "../../apply/condor/ready.ts";
import { failure } from "../../model/failure.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import { err } from "../../model/result.ts";
import type { RankProgress } from "../../parse/launch/rank-log.ts";
import { nodesDown } from "../../probe/launch/nodes-down.ts";
import { launcherCommands, launcherEnvironment, type Words, writeHosts } from "./launcher-command.ts";
import { startLauncher } from "./launcher-process.ts";
import { lookAtRanks } from "./look.ts";
import { launcherLog, stageDirectory } from "./rank-files.ts";
import type { LaunchRequest } from "./session.ts";

/** A message is brought within this time or not at all. */
const messageMs = 60_000;
/** What the batch system signals itself it signals at once; who is told already is not told again. */
const batchSystemMs = 1500;
const againMs = 5000;
const mostTries = 4;
/** Whether a warning means anything to a glidein is its own to say; it is brought again in case it was just starting. */
const warningTries = 2;

/**
 * Brings a signal to all glideins that live, through the launcher, because only it reaches the nodes: on each, one short
 * task signals those that are there. A signal is brought again while one of them has not said that it heard it.
 */
export async function bringSignal(
  request: LaunchRequest,
  order: LaunchOrder,
  self: Words,
  signal: string,
  isOver: () => boolean,
): Promise<void> {
  const never = new AbortController().signal;
  const isStop = signal === "SIGTERM" || signal === "SIGQUIT";
  const tries = isStop ? mostTries : warningTries;
  await sleep(batchSystemMs, never);
  for (let round = 1; round <= tries && !isOver(); round += 1) {
    const deaf = (): readonly number[] =>
      deafNodes(
        order,
        lookAtRanks(request.actor, order, [], request.host.now()),
        (rank) => hasHeard(rank, isStop) && (signal !== "SIGQUIT" || round > 1),
      );
    const nodes = deaf();
    if (nodes.length === 0) return;
    const brought = await bringTo(request, order, self, signal, nodes);
    // A messenger that fails may have reached them all the same, and who hears a stop twice hurries.
    if (!brought && request.allocation.jobId !== null && order.system === "slurm" && !isOver() && deaf().length > 0)
      // To the steps of the job, not to its script, which we are.
      await request.host.command({
        argv: ["scancel", `--signal=${signal.slice(3)}`, request.allocation.jobId],
        timeoutMs: messageMs,
      });
    await sleep(againMs, never);
  }
}

const hasHeard = ({ draining, stopping }: RankProgress, isStop: boolean): boolean => stopping || (draining && !isStop);

/** Places of the nodes with a glidein that lives and has yet to be told. */
function deafNodes(
  order: LaunchOrder,
  ranks: readonly RankProgress[],
  isTold: (rank: RankProgress) => boolean,
): readonly number[] {
  return Array.from({ length: order.nodes }, (_, node) => node).filter((node) =>
    ranks
      .slice(node * order.perNode, (node + 1) * order.perNode)
      .some((rank) => rank.pid !== null && rank.ended === null && !isTold(rank)),
  );
}

async function bringTo(
  request: LaunchRequest,
  order: LaunchOrder,
  self: Words,
  signal: string,
  nodes: readonly number[],
): Promise<boolean> {
  const down = await nodesDown(request.host, request.allocation);
  const { hosts } = order;
  const without = hosts?.filter((host, node) => !nodes.includes(node) || down.has(host)) ?? [];
  const messenger =
    hosts !== null && without.length === hosts.length
      ? err(failure("LAUNCHER_FAILED", "launch", "no node is left", ""))
      : request.launcher(1, without);
  if (!messenger.ok || writeHosts(request.actor, messenger.value, order.directory, signal) !== null) return false;
  const started = startLauncher(request.actor, {
    commands: launcherCommands(messenger.value, order, self, signal, without),
    env: launcherEnvironment(request.env, order.system),
    cwd: request.cwd,
    log: launcherLog(order.directory),
    stage: stageDirectory(order.directory),
  });
  if (!started.ok) return false;
  const limit = setTimeout(() => started.value.kill(), messageMs);
  const { status } = await started.value.ended;
  clearTimeout(limit);
  return status === 0;
}
