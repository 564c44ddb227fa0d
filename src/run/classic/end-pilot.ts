import { dirname } from "node:path";
import { sleep } from "../../apply/condor/ready.ts";
import { decideHold, slotEnd } from "../../decide/hold.ts";
import type { Host } from "../../host/host.ts";
import type { Failure } from "../../model/failure.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";
import type { FailureShown } from "../failure-notice.ts";
import { withHoldNote } from "../hold-note.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { finalWords } from "./final-documents.ts";
import { cleanUp, failureResult, nodeRows, pilotRows } from "./pilot-end.ts";
import type { PilotRecord } from "./pilot-record.ts";

/** What the end needs from its process. */
export type EndRequest = Pick<ClassicRequest, "actor" | "say" | "stop" | "onTerminal">;

/** Why it ends. */
export interface PilotVerdict {
  readonly failure: Failure | null;
  /** When that was known; the hold comes after it. */
  readonly decidedAt: number;
  /** The result that the end is due to; null when nothing was run. */
  readonly last: ScriptResult | null;
  /** Whether a stop signal is why. */
  readonly isHurried: boolean;
}

/** What the end does beyond its words. */
export interface PilotEffects {
  /** Removes what was made; the value is what could not be. */
  readonly removeAll: () => Promise<readonly string[]>;
  /** Tells whoever policy names of the failure; the value takes that back, null: nobody was told. */
  readonly show: (shown: FailureShown) => Promise<(() => Promise<void>) | null>;
}

/** Takes everything down, says how it was, and keeps a broken node for a while; the value is the exit status. */
export async function endPilot(
  request: EndRequest,
  host: Host,
  record: PilotRecord,
  { failure, decidedAt, last, isHurried }: PilotVerdict,
  { removeAll, show }: PilotEffects,
): Promise<0 | 1> {
  const status = failure === null ? 0 : 1;
  const {
    work,
    arguments: { name },
  } = record;
  if (work !== null) await cleanUp(request, work, record, isHurried);
  const remove = async (): Promise<void> => {
    for (const left of await removeAll()) request.say("stderr", `Could not be removed: ${left}\n`);
    request.actor.removeTree(record.cache);
  };
  const hold = { wish: record.holdWish, slotEndsAt: slotEnd(record.budget), now: host.now() };
  const seconds = failure === null ? 0 : holdOf(request, hold);
  const hide =
    failure === null || seconds <= 0
      ? null
      : await show({ failure, status, until: hold.now + seconds, ...(last === null ? {} : { lastScript: last.id }) });
  // Nothing is left on the node while it is held, but for what takes the failure back.
  if (hide === null) await remove();
  const place = { parent: work === null ? null : dirname(work), work: hide === null ? null : work, name };
  const note = { because: `${failure?.subject ?? ""}: ${failure?.problem ?? ""}`, until: hold.now + seconds };
  if (seconds > 0) await withHoldNote(host, request.actor, place, note, () => holdClassic(request, seconds));
  if (hide !== null) {
    await hide();
    await remove();
  }
  const words = finalWords({
    ...{ status, startedAt: record.startedAt, decidedAt, endedAt: host.now() },
    startDirectory: record.directory,
    results: record.results,
    last,
    node: nodeRows(record),
    pilot: pilotRows(record),
  });
  request.say("stdout", words.stdout);
  request.say("stderr", words.stderr);
  return status;
}

/** The end of a pilot that knows nothing of itself, because its command line is broken. */
export async function endUnknownPilot(
  request: Omit<EndRequest, "actor">,
  first: Failure | undefined,
  wish: number | null,
): Promise<1> {
  const now = Date.now() / 1000;
  await holdClassic(request, holdOf(request, { wish, slotEndsAt: null, now }));
  const words = finalWords({
    ...{ status: 1, startedAt: now, decidedAt: now, endedAt: now, startDirectory: process.cwd() },
    ...{ results: [], node: [], pilot: [] },
    last: first === undefined ? null : failureResult(first, process.cwd(), now, now),
  });
  request.say("stdout", words.stdout);
  request.say("stderr", words.stderr);
  return 1;
}

interface Hold {
  readonly wish: number | null;
  readonly slotEndsAt: number | null;
  readonly now: number;
}

// A factory's typo must not make a black hole either.
const holdOf = ({ stop, onTerminal }: Pick<EndRequest, "stop" | "onTerminal">, hold: Hold): number =>
  stop.aborted ? 0 : decideHold({ ...hold, onTerminal, holds: true });

async function holdClassic({ say, stop }: Pick<EndRequest, "say" | "stop">, seconds: number): Promise<void> {
  if (seconds <= 0 || stop.aborted) return;
  say("stderr", `The node is kept for ${Math.floor(seconds)} s, so that it does not take the next pilot at once.\n`);
  await sleep(seconds * 1000, stop);
}

/** The time that the environment asks for, which is there before any setting is read; null: none. */
export function holdInEnvironment(environment: ClassicRequest["environment"]): number | null {
  const asked = environment.find(({ name }) => name === "GLIDEIN_Hold_Time")?.text;
  return asked !== undefined && /^[0-9]{1,6}$/u.test(asked) ? Number(asked) : null;
}
