import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "../apply/condor/ready.ts";
import { writeLease } from "../apply/lease.ts";
import { makeWorkDirectory, type WorkDirectory } from "../apply/work-directory.ts";
import { decideHold, slotEnd } from "../decide/hold.ts";
import { LiveHost } from "../host/live-host.ts";
import type { Emit } from "../model/event.ts";
import { describeFailure, type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import type { ScriptResult } from "../parse/gwms/result-document.ts";
import type { ClassicRequest } from "./classic/classic-request.ts";
import { stamp } from "./classic/factory-log.ts";
import { finalWords } from "./classic/final-documents.ts";
import { cleanUp, condorResult, failureResult, nodeRows, pilotRows, sayCondorEnd } from "./classic/pilot-end.ts";
import { type SetUp, type SetUpState, setUp } from "./classic/set-up.ts";
import { serve } from "./serve.ts";
import { type RunRequest, Session } from "./session.ts";

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

/** The end of a pilot whose command line is broken: said in the factory's words, and the node held. */
export async function refuseClassic(
  problems: readonly Failure[],
  { say, stop, onTerminal, environment }: Pick<ClassicRequest, "say" | "stop" | "onTerminal" | "environment">,
): Promise<1> {
  for (const problem of problems) say("stderr", `${describeFailure(problem)}\n`);
  await holdClassic({ say, stop, onTerminal, environment }, { wish: null, slotEndsAt: null });
  const now = Date.now() / 1000;
  const [first] = problems;
  const words = finalWords({
    ...{ status: 1, startedAt: now, decidedAt: now, endedAt: now, startDirectory: process.cwd() },
    ...{ results: [], node: [], pilot: [] },
    last: first === undefined ? null : failureResult(first, process.cwd(), now, now),
  });
  say("stdout", words.stdout);
  say("stderr", words.stderr);
  return 1;
}

async function holdClassic(
  { say, stop, onTerminal, environment }: Pick<ClassicRequest, "say" | "stop" | "onTerminal" | "environment">,
  { wish, slotEndsAt }: { readonly wish: number | null; readonly slotEndsAt: number | null },
): Promise<void> {
  const asked = environment.find(({ name }) => name === "GLIDEIN_Hold_Time")?.text;
  const seconds = decideHold({
    wish: asked !== undefined && /^[0-9]{1,6}$/u.test(asked) ? Number(asked) : wish,
    onTerminal,
    // A factory's typo must not make a black hole either.
    holds: true,
    now: Date.now() / 1000,
    slotEndsAt,
  });
  if (seconds <= 0 || stop.aborted) return;
  say("stderr", `The node is kept for ${Math.floor(seconds)} s, so that it does not take the next pilot at once.\n`);
  await sleep(seconds * 1000, stop);
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
    this.#request.say("stderr", `${describeFailure(why)}\n`);
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
    const made = makeWorkDirectory(this.#request.actor, parent);
    if (!made.ok) return made;
    this.#work = made.value;
    await writeLease(this.#host, this.#request.actor, made.value.path, this.#request.arguments.name, [process.pid]);
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
    if (condorAt !== null)
      say("stdout", `=== Condor ended ${stamp(endedAt)} after ${Math.floor(endedAt - condorAt)} ===\n\n`);
    const statistics = condorAt === null ? null : await sayCondorEnd(this.#request, this.#host, set.work.log, set.cpus);
    const result = condorResult({
      ...{ work: set.work.path, startedAt: began, endedAt, failure: why, statistics },
      killed: stop.aborted,
    });
    this.#set?.results.push(result);
    say(
      "stdout",
      `=== Last script ended ${stamp(endedAt)} with code ${why === null ? 0 : 1} after ${Math.floor(endedAt - began)} ===\n\n`,
    );
    const message = join(set.work.path, "exit_message");
    say(
      "stderr",
      `=== Exit messages left by periodic scripts ===\n${existsSync(message) ? readFileSync(message, "utf8").slice(0, 65_536) : "No message left"}\n\n`,
    );
    this.#decidedAt = endedAt;
    if (why !== null) this.failed(why, result);
    else this.#last = result;
  }

  #runRequest(settings: Settings, set: SetUp): RunRequest {
    const { actor, stop, onSignal, onTerminal, directory, openFiles } = this.#request;
    return {
      ...{ host: this.#host, actor, settings, stop, onSignal, onTerminal, directory, openFiles },
      setUpHost: this.#host.until(stop),
      draw: null,
      emit: this.#emit,
      staged: set.staged,
    };
  }

  /** Takes everything down, says how it was, and keeps a broken node for a while. */
  async end(): Promise<0 | 1> {
    const request = this.#request;
    const status = this.#failure === null ? 0 : 1;
    const work = this.#work;
    if (work !== null) {
      await cleanUp(request, work.path, this.#set?.env ?? request.env, this.#uuid);
      const left = (await this.#session?.end()) ?? [];
      const removed = left.length > 0 ? err({ what: left.join("; ") }) : request.actor.removeTree(work.path);
      if (!removed.ok) request.say("stderr", `${work.path} could not be removed: ${removed.error.what}\n`);
    }
    this.#set?.close();
    const quick = ["fast", "check"].includes(request.arguments.mode) ? 150 : null;
    if (this.#failure !== null)
      await holdClassic(request, {
        wish: this.#set?.settings?.GLIDEIN_Hold_Time.value ?? quick,
        slotEndsAt: slotEnd(this.#set?.budget ?? []),
      });
    const words = finalWords({
      ...{ status, startedAt: this.#startedAt, decidedAt: this.#decidedAt, endedAt: this.#host.now() },
      startDirectory: request.directory,
      results: this.#set?.results ?? [],
      last: this.#last,
      node: nodeRows(request, this.#set?.facts?.system.architecture ?? process.arch),
      pilot: pilotRows(request),
    });
    request.say("stdout", words.stdout);
    request.say("stderr", words.stderr);
    return status;
  }
}
