import { sleep } from "../../apply/condor/ready.ts";
import { watchLaunch } from "../../decide/launch/watch.ts";
import type { LaunchOrder } from "../../model/launch.ts";
import type { RankProgress } from "../../parse/launch/rank-log.ts";
import { bringSignal } from "./bring.ts";
import type { Words } from "./launcher-command.ts";
import type { RunningLauncher } from "./launcher-process.ts";
import { lookAtRanks } from "./look.ts";
import { RunningClock } from "./running-clock.ts";
import type { LaunchRequest } from "./session.ts";

export interface Followed {
  readonly ranks: readonly RankProgress[];
  /** Name of the signal that stopped it. */
  readonly stoppedBy: string | null;
  /** Why the launcher was given up, or how it ended when that was not well. */
  readonly trouble: string | null;
}

/** Where nothing says how long jobs may take to end. */
const stopSeconds = 900;

/** From the launcher's start to its end: hands signals on, and gives up a launcher that hangs. */
export async function follow(
  request: LaunchRequest,
  order: LaunchOrder,
  self: Words,
  launcher: RunningLauncher,
  /** Told while it stops, since the batch system may end us before all is over. */
  interim: (ranks: readonly RankProgress[], stoppedBy: string) => void,
): Promise<Followed> {
  const { actor, host, settings, say } = request;
  const clock = new RunningClock(host.now());
  const launchedAt = clock.now();
  let ranks = lookAtRanks(actor, order, [], launchedAt);
  let stoppedBy: string | null = null;
  let stopBy: number | null = null;
  let trouble: string | null = null;
  let quietSince: number | null = null;
  let over = false;
  let wake = new AbortController();
  const ended = launcher.ended.then((end) => {
    over = true;
    wake.abort();
    return end;
  });
  request.onSignal((signal) => {
    if (over) return;
    const isWarning = signal === "SIGUSR1" || signal === settings.GLIDEIN_Warning_Signal.value;
    const isSecond = stoppedBy !== null;
    say(`glidein: launch: ${signal}; tells all glideins`);
    if (!isWarning && stoppedBy === null) {
      stoppedBy = signal;
      stopBy = clock.now() + (settings.GLIDEIN_Stop_Timeout.value ?? stopSeconds);
    }
    // A second one, or QUIT, means hurry.
    const name = isWarning ? signal : isSecond || signal === "SIGQUIT" ? "SIGQUIT" : "SIGTERM";
    void bringSignal(request, order, self, name, () => over);
    wake.abort();
  });
  let told = "";
  while (!over) {
    const now = clock.now();
    ranks = lookAtRanks(actor, order, ranks, now);
    told = report(ranks, told, say);
    const seen = watchLaunch({
      ...{ now, launchedAt, ranks, quietSince, stopBy },
      startLimit: settings.GLIDEIN_Launch_Start_Limit.value,
    });
    quietSince = seen.quietSince;
    if (stoppedBy !== null) interim(ranks, stoppedBy);
    if (seen.giveUp !== null && trouble === null) {
      trouble = `the launcher was ended: ${seen.giveUp}`;
      say(`glidein: launch: ${trouble}`);
      launcher.kill();
    }
    const limit = stopBy === null ? seen.nextLook : Math.min(seen.nextLook, 1);
    if (wake.signal.aborted) wake = new AbortController();
    if (!over) await sleep(limit * 1000, wake.signal);
    clock.woke(limit);
  }
  const end = await ended;
  if (trouble === null && end.status !== 0) trouble = end.how;
  const look = (): readonly RankProgress[] => lookAtRanks(actor, order, ranks, clock.now());
  return { ranks: await lastWords(look, trouble === null), stoppedBy, trouble };
}

const pauseMs = 500;
const momentMs = 2000;
/** A client of NFS asks again when the file is opened. */
const longestMs = 20_000;

/**
 * Another node's last lines may take a moment through the shared file system. Where the launcher says that every task ended
 * well, each has said so, and it is waited for longer.
 */
async function lastWords(look: () => readonly RankProgress[], allWell: boolean): Promise<readonly RankProgress[]> {
  const never = new AbortController().signal;
  let ranks = look();
  for (
    let waited = 0;
    waited < (allWell ? longestMs : momentMs) && ranks.some(({ pid, ended }) => pid !== null && ended === null);
    waited += pauseMs
  ) {
    await sleep(pauseMs, never);
    ranks = look();
  }
  return ranks;
}

function report(ranks: readonly RankProgress[], told: string, say: (text: string) => void): string {
  const count = (of: (rank: RankProgress) => boolean): number => ranks.filter(of).length;
  const text = `${count(({ pid }) => pid !== null)} of ${ranks.length} glideins started, ${count(({ readyAt }) => readyAt !== null)} ready, ${count(({ ended }) => ended !== null)} ended`;
  if (text !== told) say(`glidein: launch: ${text}`);
  return text;
}
