import { sleep } from "../../apply/condor/ready.ts";
import { decideHold, slotEnd } from "../../decide/hold.ts";
import type { Host } from "../../host/host.ts";
import type { Failure } from "../../model/failure.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";
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
}

/** Takes everything down, says how it was, and keeps a broken node for a while; the value is the exit status. */
export async function endPilot(
  request: EndRequest,
  host: Host,
  record: PilotRecord,
  removeAll: () => Promise<readonly string[]>,
  { failure, decidedAt, last }: PilotVerdict,
): Promise<0 | 1> {
  const status = failure === null ? 0 : 1;
  const { work } = record;
  if (work !== null) await cleanUp(request, work, record);
  for (const left of await removeAll()) request.say("stderr", `Could not be removed: ${left}\n`);
  request.actor.removeTree(record.cache);
  if (failure !== null)
    await holdClassic(request, { wish: record.holdWish, slotEndsAt: slotEnd(record.budget), now: host.now() });
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
  await holdClassic(request, { wish, slotEndsAt: null, now });
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

async function holdClassic({ say, stop, onTerminal }: Omit<EndRequest, "actor">, hold: Hold): Promise<void> {
  // A factory's typo must not make a black hole either.
  const seconds = decideHold({ ...hold, onTerminal, holds: true });
  if (seconds <= 0 || stop.aborted) return;
  say("stderr", `The node is kept for ${Math.floor(seconds)} s, so that it does not take the next pilot at once.\n`);
  await sleep(seconds * 1000, stop);
}

/** The time that the environment asks for, which is there before any setting is read; null: none. */
export function holdInEnvironment(environment: ClassicRequest["environment"]): number | null {
  const asked = environment.find(({ name }) => name === "GLIDEIN_Hold_Time")?.text;
  return asked !== undefined && /^[0-9]{1,6}$/u.test(asked) ? Number(asked) : null;
}
