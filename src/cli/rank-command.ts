import { hostname } from "node:os";
import type { CommandLine } from "../cli.ts";
import { withJobVariables } from "../decide/launch/job-variables.ts";
import { rankSettings } from "../decide/launch/rank-settings.ts";
import { withChanges } from "../decide/module-changes.ts";
import { exitStatusOf, exitTable } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import { ownCommand, ownEnvironment } from "../host/become-program.ts";
import { softOpenFiles } from "../host/clean-start.ts";
import { LiveHost } from "../host/live-host.ts";
import type { Emit } from "../model/event.ts";
import { failure } from "../model/failure.ts";
import type { LaunchOrder } from "../model/launch.ts";
import { ok } from "../model/result.ts";
import { probeSiteTable } from "../probe/site-table/probe-site-table.ts";
import { runGlidein } from "../run/glidein.ts";
import { delayOf, enterDirectory, placeHere, takePlace, waitFor } from "../run/launch/rank.ts";
import { launchMark, rankReport } from "../run/launch/rank-files.ts";
import { readOrder } from "../run/launch/read-order.ts";
import { signalHere } from "../run/launch/signal-here.ts";
import { renderer } from "./event-renderer.ts";

/**
 * `glidein rank --order DIR [--rank N] [--signal NAME]`: one task of a launch, on its node; it goes on as `run` does. With
 * `--signal` it tells those of this node. Not for people, so it is in no help.
 */
export async function rankCommand(line: CommandLine): Promise<number> {
  const given = readArguments(line.argv.slice(1));
  const say = (text: string): void => line.output.say(`glidein: ${hostname()}: ${text}`);
  if (given === null) {
    say("rank is started by `glidein launch` only [USAGE]");
    return exitTable.usage.status;
  }
  const order = await readOrder(new LiveHost({ env: line.env }), given.order);
  if (!order.ok) {
    say(`${order.error} (is the directory of the launch on a file system that all its nodes share?)`);
    return exitTable.node.status;
  }
  const env = withJobVariables(line.env, order.value.env);
  const place = placeHere(order.value, env, given.rank);
  if (!place.ok) {
    say(place.error);
    return exitTable.node.status;
  }
  if (given.signal !== null) return signalHere(order.value, place.value, given.signal);
  const mine = takePlace(order.value, place.value);
  if (!mine.ok) {
    say(mine.error);
    return exitTable.node.status;
  }
  if (mine.value === null) return 0;
  return serve(line, order.value, mine.value, env);
}

async function serve(
  line: CommandLine,
  order: LaunchOrder,
  place: Parameters<typeof rankSettings>[1],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const emit = renderer(line, "json");
  const ranks = order.nodes * order.perNode;
  const wait = delayOf(order, place.rank);
  emit({ event: "rank", ...{ rank: place.rank, ranks, node: place.node }, host: hostname(), pid: process.pid, wait });
  const strayed = enterDirectory(order);
  if (strayed !== null) return refuse(emit, strayed);
  await waitFor(wait, line.stop);
  const live = new LiveHost({ env });
  const { settings, draw } = {
    settings: rankSettings(order, place, rankReport(order.directory, place.rank)),
    draw: order.seed === null ? null : (order.seed + place.rank) % 100,
  };
  // Modules are loaded on each node: what a module sets may be one node's own.
  const site = await probeSiteTable(live, settings, () => ok(settings));
  const siteTable = site.ok ? site.value : null;
  const changes = siteTable?.modules?.changes ?? {};
  const host = live.settled({ env: withChanges(env, changes), offline: settings.GLIDEIN_Offline.value });
  return runGlidein({
    siteTable,
    ...{ host, setUpHost: host.until(line.stop), actor: new Actor(), settings, draw, emit },
    ...{ stop: line.stop, onSignal: line.onSignal, onTerminal: false, directory: order.cwd },
    openFiles: softOpenFiles(),
    revival: {
      argv: ownCommand(),
      env: withChanges(ownEnvironment({ ...env, [launchMark]: order.directory }), changes),
      events: "json",
    },
  });
}

function refuse(emit: Emit, problem: string): number {
  const one = failure("WORK_DIRECTORY", "launch", problem, "Start the launch in a directory that all its nodes have.");
  const status = exitStatusOf(one.code);
  emit({ event: "failed", failure: one, status });
  emit({ event: "ended", reason: `${one.subject}: ${one.problem}`, status, seconds: 0 });
  return status;
}

interface Arguments {
  readonly order: string;
  readonly rank: number | null;
  readonly signal: string | null;
}

function readArguments(argv: readonly string[]): Arguments | null {
  const found = new Map<string, string>();
  for (let at = 0; at < argv.length; at += 2) found.set(argv[at] ?? "", argv[at + 1] ?? "");
  const [order, rank, signal] = [found.get("--order"), found.get("--rank"), found.get("--signal")];
  if (order === undefined || (rank !== undefined && !/^[0-9]{1,7}$/u.test(rank))) return null;
  return { order, rank: rank === undefined ? null : Number(rank), signal: signal ?? null };
}
