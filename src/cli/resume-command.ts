import { constants } from "node:os";
import type { CommandLine } from "../cli.ts";
import type { MasterExit } from "../decide/end-reason.ts";
import { Actor } from "../host/actor.ts";
import { LiveHost } from "../host/live-host.ts";
import { endSavedRun } from "../run/end-saved-run.ts";
import { resumeRun } from "../run/resume.ts";
import { readSavedRun, type SavedRun } from "../run/saved-run.ts";
import { type RunRequest, Session } from "../run/session.ts";
import { renderer } from "./event-renderer.ts";

/** Says to the warden that this is no exit status of a run: it goes on, or ends, with what it knows. */
const cannot = 255;

/**
 * `glidein resume --work DIR [--finish STATUS | --lost SIGNAL] [--left] [--signal NUMBER]…`: what the warden starts when
 * something happened to a run that waits. Not for people, so it is in no help.
 */
export async function resumeCommand(line: CommandLine): Promise<number> {
  const given = readArguments(line.argv.slice(1));
  if (given === null) {
    line.output.say("glidein: resume is started by a running glidein only [USAGE]");
    return cannot;
  }
  const host = new LiveHost({ env: line.env });
  const saved = await readSavedRun(host, given.work);
  if (!saved.ok) {
    line.output.say(`glidein: ${given.work}: the state of the run cannot be used: ${saved.error}`);
    return cannot;
  }
  const { GLIDEIN_Offline: offline } = saved.value.given.settings;
  const request = requestOf(line, host.settled({ env: line.env, offline: offline.value }), saved.value, given.signals);
  const session = new Session(request, saved.value);
  if (given.exit !== null) return endSavedRun(request, session, saved.value, { exit: given.exit, left: given.left });
  return (await resumeRun(request, session, saved.value, given.signals)) ? 0 : cannot;
}

function requestOf(line: CommandLine, host: LiveHost, { given }: SavedRun, signals: readonly string[]): RunRequest {
  const { settings, events, ...rest } = given;
  const told = signals.find((signal) => signal !== "SIGUSR1");
  return {
    ...rest,
    ...{ host, setUpHost: host, actor: new Actor(), settings, emit: renderer(line, events) },
    stop: told === undefined ? line.stop : AbortSignal.abort(told),
    onSignal: line.onSignal,
  };
}

interface Arguments {
  readonly work: string;
  readonly exit: MasterExit | null;
  readonly left: boolean;
  readonly signals: readonly string[];
}

function readArguments(argv: readonly string[]): Arguments | null {
  let work: string | null = null;
  let exit: MasterExit | null = null;
  const signals: string[] = [];
  const rest = argv.filter((word) => word !== "--left");
  for (let at = 0; at < rest.length; at += 2) {
    const value = rest[at + 1];
    const number = value !== undefined && /^[0-9]{1,3}$/u.test(value) ? Number(value) : null;
    if (rest[at] === "--work" && value !== undefined) work = value;
    else if (number === null) return null;
    else if (rest[at] === "--finish") exit = number > 128 ? { signal: number - 128 } : { status: number };
    else if (rest[at] === "--lost") exit = { lost: `its keeper ended with ${nameOf(number)}` };
    else if (rest[at] === "--signal") signals.push(nameOf(number));
    else return null;
  }
  return work === null ? null : { work, exit, left: rest.length < argv.length, signals };
}

const nameOf = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
