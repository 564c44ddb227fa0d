import { constants } from "node:os";
import type { Send } from "../apply/condor/perform.ts";
import { doubtfulLook, isDoubtful } from "../decide/health.ts";
import type { SupervisionPlan } from "../decide/supervision.ts";
import { decideOrders } from "../decide/warden-orders.ts";
import { exitStatusOf } from "../exit.ts";
import type { Host } from "../host/host.ts";
import { after, type EpochSeconds, epochSeconds, seconds } from "../model/units.ts";
import { writeOrders } from "../parse/warden-orders.ts";
import { type SavedRun, steadyMs } from "./saved-run.ts";
import { watchedFiles } from "./watched-files.ts";

/** A change of a file is seen within this time, which costs one process a few microseconds each time. */
const lookMs = 2000;
/** A startd that is gone is looked for again so soon. */
const goneLook = 5;

export interface OrderText {
  readonly text: string;
  readonly wakeAt: EpochSeconds;
}

/** The orders for the warden that go with a saved run, as text. */
export async function ordersFor(
  host: Host,
  saved: SavedRun,
  plan: SupervisionPlan,
  now: EpochSeconds,
  sends: readonly Send[],
): Promise<OrderText> {
  const { settings } = saved.given;
  const lookAgain = settings.GLIDEIN_Look_Again.value;
  const hurries = [
    ...(saved.startdGoneSince === null ? [] : [goneLook]),
    ...(isDoubtful(saved.watch.health) ? [doubtfulLook] : []),
  ];
  const orders = decideOrders(saved.state, plan, {
    now,
    lookAgain: seconds(Math.min(lookAgain, ...hurries)),
    watch: await watchedFiles(host, settings, saved.watch.facts, {
      ...{ work: saved.work.path, directory: saved.given.directory },
    }),
    execute: saved.work.execute,
    sends: sends.map(({ signal, afterMs }) => ({ signal, at: after(now, seconds(afterMs / 1000)) })),
    // A factory knows one status for whatever failed.
    lostStatus: saved.pilot === null ? exitStatusOf("STARTD_DIED") : 1,
  });
  const ms = steadyMs();
  const onClock = (at: EpochSeconds): number => ms + (at - now) * 1000;
  const text = writeOrders({
    wakeMs: onClock(orders.wakeAt),
    wakeEpoch: host.now() + (orders.wakeAt - now),
    lookMs,
    watch: orders.watch,
    sends: orders.sends.map(({ signal, at }) => ({ signal: constants.signals[signal], atMs: onClock(at) })),
    stopMs: orders.stopTimeout * 1000,
    fastMs: orders.fastTimeout * 1000,
    ...{ status: orders.status, lostStatus: orders.lostStatus },
  });
  return { text, wakeAt: epochSeconds(orders.wakeAt) };
}
