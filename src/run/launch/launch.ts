import { basename, join } from "node:path";
import { installHolder } from "../../apply/programs.ts";
import { slotEnd } from "../../decide/hold.ts";
import { jobVariables } from "../../decide/launch/job-variables.ts";
import { nodesToLeaveOut } from "../../decide/launch/leave-out.ts";
import { decideOutcome } from "../../decide/launch/outcome.ts";
import { decideSpread } from "../../decide/launch/spread.ts";
import { countRanks } from "../../decide/launch/summary.ts";
import { hearWarnings } from "../../host/become-program.ts";
import { type Failure, failure, kindOf } from "../../model/failure.ts";
import type { LaunchOrder, LaunchSummary } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { shellWord } from "../../parse/shell-word.ts";
import { nodesDown } from "../../probe/launch/nodes-down.ts";
import { holdNode } from "../hold.ts";
import { observe, preview } from "../observe.ts";
import { collectRanks, rowsOf } from "./collect.ts";
import { type Followed, follow } from "./follow.ts";
import { launcherCommands, launcherEnvironment, type Words, writeHosts } from "./launcher-command.ts";
import { startLauncher } from "./launcher-process.ts";
import { launcherLog, orderFile, rankLog, rankReport, stageDirectory } from "./rank-files.ts";
import type { LaunchRequest } from "./session.ts";
import { type Staged, stageOnce } from "./stage.ts";

/** Of one glidein on each node: these it would fail of everywhere. */
const everywhere = new Set(["credential", "configuration", "usage"]);

/**
 * The story of a launch: check and stage once, start one task on each node, wait, put together what they tell. The value is
 * the exit status; 0 also when a stop signal came before anything was started.
 */
export async function runLaunch(request: LaunchRequest): Promise<Result<number, Failure>> {
  const { actor, allocation, say } = request;
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
  say(
    `glidein: launch: starts ${counted(order.nodes * order.perNode, "glidein")} on ${counted(order.nodes, "node")} of ${allocation.from}; ${directory}`,
  );
  const holder = installHolder(actor, stageDirectory(directory));
  if (holder.ok) hearWarnings(holder.value);
  const started = await startAndFollow(request, order, staged.value.self);
  if (!started.ok) {
    discard();
    return started;
  }
  return ok(await conclude(request, order, started.value, checked.value));
}

interface Launched extends Followed {
  readonly launcher: readonly string[];
  /** Hosts that were left out, and why. */
  readonly without: ReadonlyMap<string, string>;
  readonly startedAt: number;
}

/** Each time without the nodes that kept the others from starting. */
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const mostRounds = 4;

async function startAndFollow(
  request: LaunchRequest,
  order: LaunchOrder,
  self: Words,
): Promise<Result<Launched, Failure>> {
  const { host, actor, say } = request;
  const startedAt = host.now();
  const without = new Map(await nodesDown(host, request.allocation));
  for (let round = 1; ; round += 1) {
    for (const [name, why] of round === 1 ? without : []) say(`glidein: launch: leaves out ${name}: ${why}`);
    const names = [...without.keys()];
    const launcher = request.launcher(order.perNode, names);
    if (!launcher.ok) return launcher;
    const unwritten = writeHosts(actor, launcher.value, order.directory, null);
    if (unwritten !== null) return err(cannotUse(order.directory, unwritten));
    const commands = launcherCommands(launcher.value, order, self, null, names);
    const log = launcherLog(order.directory);
    const running = startLauncher(actor, {
      ...{ commands, env: launcherEnvironment(request.env, order.system), cwd: request.cwd },
      ...{ log, stage: stageDirectory(order.directory) },
    });
    if (!running.ok) return running;
    const about = { launcher: commands[0] ?? [], without, startedAt };
    const followed = await follow(request, order, self, running.value, (ranks, stoppedBy) => {
      const { text } = summaryOf(request, order, { ranks, stoppedBy, trouble: "not all of it was over yet", ...about });
      actor.writeFile(join(order.directory, "summary.json"), text);
    });
    const said = actor.readTail(log, saidBytes);
    const more =
      followed.stoppedBy !== null || followed.trouble === null || round === mostRounds || launcher.value.kind === "each"
        ? []
        : nodesToLeaveOut({
            ...{ ranks: followed.ranks, perNode: order.perNode, hosts: order.hosts },
            said: said.ok ? said.value : "",
          }).filter((name) => !without.has(name));
    if (more.length === 0) return ok({ ...followed, ...about });
    for (const name of more) {
      without.set(name, "the launcher could not reach it at the start");
      say(`glidein: launch: starts again without ${name}, which the launcher could not reach`);
    }
    for (let rank = 0; rank < order.nodes * order.perNode; rank += 1)
      for (const path of [rankLog(order.directory, rank), rankReport(order.directory, rank)]) actor.removeTree(path);
  }
}

const saidBytes = 65_536;

/** Looks at this node once, for what would fail on all. The value is when the allocation ends. */
async function check({ setUpHost, settings, seed, stop, say }: LaunchRequest): Promise<Result<number | null, Failure>> {
  const facts = await observe(setUpHost, settings, seed === null ? null : seed % 100);
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
  launched: Launched,
  endAt: number | null,
): Promise<number> {
  const { host, actor, say, settings, stop, onTerminal, show } = request;
  const { summary, text } = summaryOf(request, order, launched);
  const { failure: first, left } = collectRanks(actor, order, summary.ranks);
  for (const one of left) say(`glidein: launch: ${one}`);
  actor.writeFile(join(order.directory, "summary.json"), text);
  show(summary);
  const why = first ?? failure("LAUNCHER_FAILED", "launch", summary.reason, "See launcher.log.");
  if (summary.counts.served === 0 && summary.status !== 0 && launched.stoppedBy === null)
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

function summaryOf(
  { host, actor, allocation }: LaunchRequest,
  order: LaunchOrder,
  { ranks, stoppedBy, trouble, launcher, without, startedAt }: Launched,
): { readonly summary: LaunchSummary; readonly text: string } {
  const rows = rowsOf(actor, order, ranks, without);
  const { status, reason } = decideOutcome(rows, stoppedBy);
  const summary: LaunchSummary = {
    schema: "glidein.launch/1",
    ...{ id: order.id, system: order.system, jobId: allocation.jobId, nodes: order.nodes, perNode: order.perNode },
    ...{ launcher, startedAt, endedAt: host.now(), status },
    reason: status === 0 || trouble === null ? reason : `${reason}; ${trouble}`,
    ...{ counts: countRanks(rows), ranks: rows, directory: order.directory },
  };
  return { summary, text: `${JSON.stringify(summary, null, 2)}\n` };
}
