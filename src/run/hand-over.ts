import { installHolder, installWarden } from "../apply/programs.ts";
import { supervisionPlan } from "../decide/supervision-plan.ts";
import { becomeProgram, canBecome } from "../host/become-program.ts";
import { epochSeconds } from "../model/units.ts";
import { ordersFor } from "./orders.ts";
import { type SavedRun, stateFile, writeSavedRun } from "./saved-run.ts";
import type { Revival, RunRequest, Session } from "./session.ts";

/**
 * Goes on as the warden, with the same process id: an idle Node would hold ten times the memory of everything else that
 * a pilot needs. Returns where that is not possible (a Node without execve, a work directory that is full), or when a
 * stop signal came; whoever called goes on then as before.
 */
export async function handOver(
  { host, actor, openFiles, stop }: RunRequest,
  session: Session,
  revival: Revival,
  keeper: string,
  save: () => SavedRun,
): Promise<void> {
  const saved = save();
  const [program] = revival.argv;
  const warden = installWarden(actor, saved.work.path);
  const holder = installHolder(actor, saved.work.path);
  if (!warden.ok || !holder.ok || !canBecome(warden.value, keeper, program)) return;
  const now = epochSeconds(host.now());
  const plan = supervisionPlan(saved.given.settings, saved.watch.facts, saved.watch.lifetime);
  const orders = await ordersFor(host, saved, plan, now, []);
  if (!writeSavedRun(actor, orders.text, saved).ok) return;
  session.emit({ event: "waiting", until: orders.wakeAt });
  await becomeProgram(
    [
      warden.value,
      ...["--keeper", String(saved.keeperPid), "--program", String(saved.masterPid)],
      ...["--state", stateFile(saved.work.path)],
      ...(openFiles === null ? [] : ["--nofile", String(openFiles)]),
      // A keeper of its own, so that what it starts ends with us.
      ...["--", keeper, "--parent", String(process.pid), "--death-grace", "0", "--leftover-grace", "0"],
      ...["--", ...revival.argv, "resume", "--work", saved.work.path],
    ],
    revival.env,
    holder.value,
    () => !stop.aborted && save().state.kind === "running",
  );
}
