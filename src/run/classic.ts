import { randomUUID } from "node:crypto";
import { makeWorkDirectory, type WorkDirectory } from "../apply/work-directory.ts";
import { LiveHost } from "../host/live-host.ts";
import type { Emit } from "../model/event.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { failureText } from "../parse/failure-text.ts";
import type { ScriptResult } from "../parse/gwms/result-document.ts";
import type { ClassicRequest } from "./classic/classic-request.ts";
import { tellCondorEnd } from "./classic/condor-end.ts";
import { endPilot, endUnknownPilot, holdInEnvironment } from "./classic/end-pilot.ts";
import { stamp } from "./classic/factory-log.ts";
import { ownCache } from "./classic/open-stage.ts";
import { failureResult, releaseIn } from "./classic/pilot-end.ts";
import type { PilotRecord } from "./classic/pilot-record.ts";
import { setUp } from "./classic/set-up.ts";
import type { SetUp, SetUpState } from "./classic/set-up-state.ts";
import { type FailureShown, type FindMeans, showFailure } from "./failure-notice.ts";
import { removeWork } from "./finish.ts";
import { removeDead } from "./remove-dead.ts";
import { serve } from "./serve.ts";
import { type RunRequest, Session } from "./session.ts";
import { toolsAtHand } from "./tools-at-hand.ts";

/**
 * The story of a pilot that a GlideinWMS factory started: its staging area instead of our own settings, its log instead
 * of events, 0 or 1 instead of the table of statuses.
 */
export async function runClassic(request: ClassicRequest, emit: Emit): Promise<0 | 1> {
  const host = new LiveHost({ env: request.env, offline: request.offline === true });
  const pilot = new Pilot(request, host, emit);
  try {
    await pilot.live();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    pilot.failed(failure("BUG", "glidein", "a bug of glidein", "Please report it.", { detail: text.slice(0, 2000) }));
  }
  return pilot.end();
}

/**
 * HTCondor, and through it periodic scripts and jobs, get what scripts get: `.gwms.d/bin` in PATH and the pilot's name. What
 * scripts left behind is told by the pilot's identifier, which HTCondor must not have.
 */
const daemonEnv = ({
  GLIDEIN_UUID: _uuid,
  ...env
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> => env;

/** The end of a pilot whose command line is broken: said in the factory's words, and the node held. */
export async function refuseClassic(
  problems: readonly Failure[],
  request: Pick<ClassicRequest, "say" | "stop" | "onTerminal" | "environment">,
): Promise<1> {
  for (const problem of problems) request.say("stderr", `${failureText(problem)}\n`);
  return endUnknownPilot(request, problems[0], holdInEnvironment(request.environment));
}

class Pilot {
  readonly #request: ClassicRequest;
  readonly #host: LiveHost;
  readonly #emit: Emit;
  readonly #startedAt: number;
  readonly #uuid = randomUUID();
  #failure: Failure | null = null;
  #last: ScriptResult | null = null;
  #session: Session | null = null;
  #work: WorkDirectory | null = null;
  #set: SetUpState | null = null;
  #decidedAt: number;

  constructor(request: ClassicRequest, host: LiveHost, emit: Emit) {
    this.#request = request;
    this.#host = host;
    this.#emit = emit;
    this.#startedAt = host.now();
    this.#decidedAt = this.#startedAt;
  }

  /** The first failure is the one that counts. */
  failed(why: Failure, result: ScriptResult | null = null): void {
    if (this.#failure !== null) return;
    this.#failure = why;
    this.#decidedAt = this.#host.now();
    this.#last =
      result ?? failureResult(why, this.#work?.path ?? this.#request.directory, this.#startedAt, this.#decidedAt);
    this.#request.say("stderr", `${failureText(why)}\n`);
  }

  async live(): Promise<void> {
    const { say, arguments: args, stop } = this.#request;
    say("stdout", `Starting glidein: name ${args.name}, entry ${args.entry}, at ${stamp(this.#startedAt)}\n`);
    say("stdout", `PARAM_LIST ${args.parameters.map(({ name }) => name).join(",")}\n`);
    const done = await setUp({
      ...{ request: this.#request, host: this.#host, uuid: this.#uuid },
      makeWork: (path) => this.#makeWork(path),
      noticed: (set) => {
        this.#set = set;
      },
    });
    if (stop.aborted) return;
    if (!done.ok) return this.failed(done.error, this.#set?.results.findLast(({ ok: passed }) => !passed) ?? null);
    await this.#serve(done.value);
  }

  async #makeWork(parent: string): Promise<Result<WorkDirectory, Failure>> {
    const { actor, arguments: args } = this.#request;
    await removeDead({ host: this.#host, actor, emit: this.#emit }, parent);
    const made = await makeWorkDirectory(this.#host, actor, parent, args.name);
    if (!made.ok) return made;
    this.#work = made.value;
    return ok(made.value);
  }

  async #serve(set: SetUp): Promise<void> {
    const { say, stop } = this.#request;
    const began = this.#host.now();
    say(
      "stdout",
      `=== Last script starting ${stamp(began)} after validating for ${Math.floor(began - this.#startedAt)} ===\n\n`,
    );
    const run = this.#runRequest(set.settings, set);
    let condorAt: number | null = null;
    const watched: RunRequest = {
      ...run,
      emit: (event) => {
        if (event.event === "master-started") {
          condorAt = this.#host.now();
          say("stdout", `=== Condor starting ${stamp(condorAt)} ===\n`);
        }
        this.#emit(event);
      },
    };
    const session = new Session(watched);
    this.#session = session;
    const served = await serve(watched, session, { facts: set.facts, work: set.work });
    const endedAt = this.#host.now();
    const why = served.ok ? served.value.outcome.failure : served.error;
    const result = await tellCondorEnd(this.#request, this.#host, {
      ...{ work: set.work.path, log: set.work.log, cpus: set.cpus, beganAt: began, condorAt, endedAt },
      ...{ failure: why, killed: stop.aborted },
    });
    this.#set?.results.push(result);
    this.#decidedAt = endedAt;
    if (why !== null) this.failed(why, result);
    else this.#last = result;
  }

  #runRequest(settings: Settings, set: SetUp): RunRequest {
    const { actor, stop, onSignal, onTerminal, directory, openFiles, revival } = this.#request;
    return {
      host: new LiveHost({ env: daemonEnv(this.#set?.env ?? this.#request.env) }),
      ...{ actor, settings, stop, onSignal, onTerminal, directory, openFiles },
      setUpHost: this.#host.until(stop),
      draw: null,
      emit: this.#emit,
      ...{ staged: set.staged, pilot: this.#record() },
      ...(revival === undefined ? {} : { revival }),
    };
  }

  /** What is known so far. */
  #record(): PilotRecord {
    const { arguments: args, directory, env, environment } = this.#request;
    const quick = ["fast", "check"].includes(args.mode) ? 150 : null;
    const set = this.#set;
    return {
      ...{ arguments: args, env, scriptEnv: set?.env ?? env, uuid: this.#uuid, directory, startedAt: this.#startedAt },
      ...{ results: set?.results ?? [], work: this.#work?.path ?? null, cache: ownCache(this.#uuid, env) },
      architecture: set?.facts?.system.architecture ?? process.arch,
      budget: set?.budget ?? [],
      holdWish: holdInEnvironment(environment) ?? set?.settings?.GLIDEIN_Hold_Time.value ?? quick,
    };
  }

  /** Takes everything down, says how it was, and keeps a broken node for a while. */
  async end(): Promise<0 | 1> {
    this.#set?.close();
    const isHurried = this.#request.stop.aborted;
    const ending = { failure: this.#failure, decidedAt: this.#decidedAt, last: this.#last, isHurried };
    return endPilot(this.#request, this.#host, this.#record(), ending, {
      removeAll: () => this.#removeAll(),
      show: (shown) => this.#show(shown),
    });
  }

  async #show(shown: FailureShown): Promise<(() => Promise<void>) | null> {
    const { actor, directory } = this.#request;
    const { settings = null, facts = null } = this.#set ?? {};
    const work = this.#work;
    if (settings === null) return null;
    const request = { host: this.#host, actor, settings, directory, emit: this.#emit };
    const find: FindMeans = async () =>
      facts === null || work === null
        ? err("the node had not been looked at yet")
        : toolsAtHand(request, { facts, work: async () => ok(work), release: releaseIn(work.path) });
    return showFailure(request, find, shown);
  }

  async #removeAll(): Promise<readonly string[]> {
    const left = (await this.#session?.end()) ?? [];
    if (this.#work === null) return left;
    const request = { host: this.#host, actor: this.#request.actor, emit: this.#emit };
    return [...left, ...(await removeWork(request, this.#work.path, this.#startedAt)(left))];
  }
}
