import { basename, join } from "node:path";
import { slotEnd } from "../../decide/hold.ts";
import { jobVariables } from "../../decide/launch/job-variables.ts";
import { decideOutcome } from "../../decide/launch/outcome.ts";
import { decideSpread } from "../../decide/launch/spread.ts";
import { countRanks } from "../../decide/launch/summary.ts";
import { type Failure, failure, kindOf } from "../../model/failure.ts";
import type { LaunchOrder, LaunchSummary } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { shellWord } from "../../parse/shell-word.ts";
import { holdNode } from "../hold.ts";
import { observe, preview } from "../observe.ts";
import { collectRanks } from "./collect.ts";
import { type Followed, follow } from "./follow.ts";
import { launcherCommands, launcherEnvironment } from "./launcher-command.ts";
import { startLauncher } from "./launcher-process.ts";
import { orderFile, stageDirectory } from "./rank-files.ts";
import type { LaunchRequest } from "./session.ts";
import { type Staged, stageOnce } from "./stage.ts";

/** Of one glidein on each node: these it would fail of everywhere. */
const everywhere = new Set(["credential", "configuration", "usage"]);

/**
 * The story of a launch: check and stage once, start one task on each node, wait, put together what they tell. The value is
 * the exit status; 0 also when a stop signal came before anything was started.
 */
export async function runLaunch(request: LaunchRequest): Promise<Result<number, Failure>> {
  const { host, actor, allocation, say } = request;
  const checked = await check(request);
  if (!checked.ok) return checked;
  const made = makeDirectory(request);
  if (!made.ok) return made;
  const directory = made.value;
  const discard = (): void => void actor.removeTree(directory);
  const staged = request.stop.aborted ? null : await stageOnce(request, directory);
  if (staged === null || request.stop.aborted) {
    discard();
    say("glidein: launch: stopped before anything was started");
    return ok(0);
  }
  if (!staged.ok) {
    discard();
    return staged;
  }
  const order = orderOf(request, directory, staged.value);
  const written = actor.writeFile(orderFile(directory), JSON.stringify(order));
  if (!written.ok) {
    discard();
    return err(cannotUse(directory, `it cannot be written: ${written.error.what}`));
  }
  const startedAt = host.now();
  const commands = launcherCommands(request.launcher, order, staged.value.self, null);
  const launcher = startLauncher(actor, {
    ...{ commands, env: launcherEnvironment(request.env, order.system), cwd: request.cwd },
    ...{ log: join(directory, "launcher.log"), stage: stageDirectory(directory) },
  });
  if (!launcher.ok) {
    discard();
    return launcher;
  }
  say(
    `glidein: launch: starts ${order.nodes * order.perNode} glideins on ${order.nodes} nodes of ${allocation.from}; ${directory}`,
  );
  const followed = await follow(request, order, staged.value.self, launcher.value);
  return ok(await conclude(request, order, followed, { startedAt, launcher: commands[0] ?? [], endAt: checked.value }));
}

/** Looks at this node once, for what would fail on all. The value is when the allocation ends. */
async function check({ host, settings, seed, stop, say }: LaunchRequest): Promise<Result<number | null, Failure>> {
  const facts = await observe(host, settings, seed === null ? null : seed % 100);
  if (stop.aborted) return ok(null);
  const { decision } = preview(facts, settings, false);
  if (!decision.ok) {
    const [first] = decision.error;
    return err(first ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."));
  }
  const { refusal, plan } = decision.value;
  if (refusal !== null && everywhere.has(kindOf(refusal.code))) return err(refusal);
  if (refusal !== null) say(`glidein: launch: this node would not serve: ${refusal.subject}: ${refusal.problem}`);
  return ok(slotEnd(plan.lifetime.budget));
}

function makeDirectory({ actor, parent, allocation }: LaunchRequest): Result<string, Failure> {
  const job = (allocation.jobId ?? "").replaceAll(/[^A-Za-z0-9_.-]/gu, "-").slice(0, 40);
  const made = actor.makeUniqueDirectory(parent, `glidein-launch-${job === "" ? "" : `${job}-`}`);
  if (!made.ok) return err(cannotUse(parent, `no directory can be made there: ${made.error.what}`));
  // It goes through the shells of other nodes.
  return shellWord(made.value).ok && !/\p{Cc}/u.test(made.value)
    ? ok(made.value)
    : err(cannotUse(parent, "its path has characters that no launcher can hand on"));
}

const cannotUse = (path: string, problem: string): Failure =>
  failure(
    "WORK_DIRECTORY",
    path,
    problem,
    "Start the launch in a directory that all nodes share and that you can write, or name one with --directory.",
  );

function orderOf(
  { allocation, settings, cwd, seed, env }: LaunchRequest,
  directory: string,
  staged: Staged,
): LaunchOrder {
  const perNode = settings.GLIDEIN_Per_Node.value;
  return {
    schema: "glidein.launch-order/1",
    id: basename(directory),
    ...{ directory, cwd, system: allocation.system, hosts: allocation.hosts, nodes: allocation.nodes, perNode, seed },
    spread: decideSpread(allocation.nodes * perNode, settings.GLIDEIN_Launch_Spread.value),
    settings: staged.settings,
    env: jobVariables(env),
  };
}

async function conclude(
  request: LaunchRequest,
  order: LaunchOrder,
  { ranks, stoppedBy, trouble }: Followed,
  { startedAt, launcher, endAt }: { startedAt: number; launcher: readonly string[]; endAt: number | null },
): Promise<number> {
  const { host, actor, allocation, say, settings, stop, onTerminal, show } = request;
  const { rows, failure: first, left } = collectRanks(actor, order, ranks);
  const outcome = decideOutcome(rows, stoppedBy);
  for (const one of left) say(`glidein: launch: ${one}`);
  const summary: LaunchSummary = {
    schema: "glidein.launch/1",
    ...{ id: order.id, system: order.system, jobId: allocation.jobId, nodes: order.nodes, perNode: order.perNode },
    ...{ launcher, startedAt, endedAt: host.now(), status: outcome.status },
    reason: outcome.status === 0 || trouble === null ? outcome.reason : `${outcome.reason}; ${trouble}`,
    ...{ counts: countRanks(rows), ranks: rows, directory: order.directory },
  };
  actor.writeFile(join(order.directory, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  show(summary);
  const why = first ?? failure("LAUNCHER_FAILED", "launch", summary.reason, "See launcher.log.");
  if (summary.counts.served === 0 && outcome.status !== 0 && stoppedBy === null)
    await holdNode(why, {
      wish: settings.GLIDEIN_Hold_Time.value,
      ...{ onTerminal, now: host.now(), slotEndsAt: endAt, stop },
      emit: (event) => {
        if (event.event === "holding")
          say(`glidein: launch: none served; holds the nodes for ${Math.round(event.seconds)} s (${event.because})`);
      },
    });
  return summary.status;
}
