import { countJobs } from "../apply/condor/count-jobs.ts";
import { announce, perform, type Send } from "../apply/condor/perform.ts";
import { RuntimeConfig } from "../apply/runtime-config.ts";
import { meaningOf, type SignalMeaning } from "../decide/signal-meaning.ts";
import { type State, type SupervisionEvent, step } from "../decide/supervision.ts";
import { supervisionPlan } from "../decide/supervision-plan.ts";
import { type EpochSeconds, epochSeconds } from "../model/units.ts";
import { takeRequests } from "./control-request.ts";
import { Watch } from "./look-again.ts";
import { ordersFor } from "./orders.ts";
import { reasonSentence } from "./reason.ts";
import { type SavedRun, steadyMs, writeSavedRun } from "./saved-run.ts";
import { startdEnd } from "./serve.ts";
import type { RunRequest, Session } from "./session.ts";

/** The wall's clock, but one that somebody sets back does not keep a deadline from coming. */
export const nowOf = ({ clock }: SavedRun, wall: number): EpochSeconds =>
  epochSeconds(Math.max(wall, clock.wall + (steadyMs() - clock.ms) / 1000));

/**
 * One moment of a glidein that waits: sees what happened since the last one, decides, writes down what the warden is to
 * do next. What is to be signalled is among that, so the moment happens as a whole or not at all. False when it could
 * not be written down; the warden then goes on with what it has.
 */
export async function resumeRun(
  request: RunRequest,
  session: Session,
  saved: SavedRun,
  signals: readonly string[],
): Promise<boolean> {
  const moment = new Moment(request, session, saved);
  await moment.see(signals);
  return moment.save();
}

class Moment {
  readonly #request: RunRequest;
  readonly #saved: SavedRun;
  readonly #now: EpochSeconds;
  readonly #runtime: RuntimeConfig;
  readonly #watch: Watch;
  readonly #sends: Send[] = [];
  #state: State;
  #jobs: number | null;
  #goneSince: EpochSeconds | null;

  constructor(request: RunRequest, session: Session, saved: SavedRun) {
    const { actor, host } = request;
    this.#request = request;
    this.#saved = saved;
    this.#now = nowOf(saved, host.now());
    this.#state = saved.state;
    this.#jobs = saved.jobs;
    this.#goneSince = saved.startdGoneSince === null ? null : epochSeconds(saved.startdGoneSince);
    this.#runtime = new RuntimeConfig(actor, saved.runtime.path, saved.runtime.values);
    this.#watch = new Watch(request, session, {
      ...{ memory: saved.watch, cpus: saved.cpus, work: saved.work, runtime: this.#runtime },
      reconfigure: () => this.#sends.push({ signal: "SIGHUP", afterMs: 0 }),
    });
  }

  async see(signals: readonly string[]): Promise<void> {
    const { host, actor, settings } = this.#request;
    const now = this.#now;
    const heard = signals.map((signal) => this.#hear(signal));
    for (const event of await takeRequests(host, actor, settings, this.#saved.work.path, now)) this.#dispatch(event);
    // Who is to stop has no time for the rest.
    if (!heard.includes("stop") && this.#state.kind !== "stopping") await this.#look();
    this.#dispatch({ kind: "tick", now });
  }

  #hear(signal: string): SignalMeaning["kind"] {
    const meaning = meaningOf(signal, this.#request.settings, this.#watch.memory.facts.batch);
    if (meaning.kind === "nothing") return meaning.kind;
    this.#request.emit({ event: "signal", signal, state: this.#state.kind });
    const now = this.#now;
    this.#dispatch(
      meaning.kind === "drain"
        ? { kind: "drain", now, reason: { kind: "drained", why: `signal ${signal}` } }
        : { ...meaning, now, reason: { kind: "signal", signal } },
    );
    return meaning.kind;
  }

  async #look(): Promise<void> {
    const { host, actor } = this.#request;
    const { masterPid, work } = this.#saved;
    const now = this.#now;
    const found = await countJobs(host, masterPid, work.execute);
    this.#jobs = found?.jobs ?? null;
    if (found !== null) {
      const lastChange = found.lastChange === null ? null : epochSeconds(found.lastChange);
      this.#dispatch({ kind: "jobs", now, running: found.jobs, lastChange });
    }
    this.#goneSince = found === null || found.startd ? null : (this.#goneSince ?? now);
    if (this.#goneSince !== null)
      this.#dispatch({ kind: "startd-gone", now, since: this.#goneSince, startd: startdEnd(actor, work.log) });
    await this.#watch.look();
  }

  #dispatch(event: SupervisionEvent): void {
    const { settings, emit } = this.#request;
    const before = this.#state;
    const { facts, lifetime } = this.#watch.memory;
    const [next, actions] = step(before, event, supervisionPlan(settings, facts, lifetime));
    this.#state = next;
    announce(before, next, emit);
    this.#sends.push(
      ...perform(actions, {
        emit,
        configure: ({ reason, ...change }) =>
          this.#runtime.change({ ...change, ...(reason === undefined ? {} : { reason: reasonSentence(reason) }) }),
      }),
    );
  }

  async save(): Promise<boolean> {
    const { host, actor, settings } = this.#request;
    const saved: SavedRun = {
      ...this.#saved,
      runtime: { path: this.#runtime.path, values: this.#runtime.values },
      watch: this.#watch.memory,
      state: this.#state,
      killed: this.#saved.killed || this.#sends.some(({ signal }) => signal === "SIGUSR1"),
      startdGoneSince: this.#goneSince,
      jobs: this.#jobs,
      lookedAt: host.now(),
    };
    const plan = supervisionPlan(settings, saved.watch.facts, saved.watch.lifetime);
    const orders = await ordersFor(host, saved, plan, this.#now, this.#sends);
    return writeSavedRun(actor, orders.text, saved).ok;
  }
}
