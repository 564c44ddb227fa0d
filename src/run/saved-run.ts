import { join } from "node:path";
import type { CondorInstallation } from "../apply/condor/tools.ts";
import type { RuntimeValues } from "../apply/runtime-config.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import type { State } from "../decide/supervision.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Plan } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { isObject, list, nullable, number, object, text, truth } from "../parse/shape.ts";
import { endOfOrders } from "../parse/warden-orders.ts";
import type { PilotRecord } from "./classic/pilot-record.ts";
import type { WatchMemory } from "./look-again.ts";
import type { RunRequest } from "./session.ts";

/** A run of a glidein while the warden waits in its place: all that the program must know to go on. */
export interface SavedRun {
  readonly schema: "glidein.saved-run/3";
  readonly given: Pick<RunRequest, "draw" | "directory" | "openFiles" | "onTerminal"> & {
    readonly settings: Settings;
    /** `--events`. */
    readonly events: string;
  };
  readonly startedAt: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly work: WorkDirectory;
  readonly condor: CondorInstallation;
  readonly masterPid: number;
  readonly keeperPid: number;
  /** For the report and the hold. */
  readonly plan: Plan;
  readonly slots: readonly string[];
  readonly cpus: number;
  readonly runtime: { readonly path: string; readonly values: RuntimeValues };
  readonly watch: WatchMemory;
  readonly state: State;
  /** The wall's clock and the one that nobody sets, at one moment. */
  readonly clock: { readonly wall: number; readonly ms: number };
  /** Whether everything had to be killed. */
  readonly killed: boolean;
  /** Since when the master has no startd; null: it has one. */
  readonly startdGoneSince: number | null;
  /** How many jobs ran at the last look; null: not known. */
  readonly jobs: number | null;
  readonly lookedAt: number;
  /** Of a pilot that a GlideinWMS factory started; null: of any other. */
  readonly pilot: PilotRecord | null;
}

export const stateFile = (work: string): string => join(work, "state");

/** Milliseconds of the clock that nobody sets; all processes of a node have the same. */
export const steadyMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

const maxBytes = 16 * 1048576;
const separator = `\n${endOfOrders}`;

/** One file for the warden and for us, replaced as a whole, so that they never disagree. */
export function writeSavedRun(actor: Actor, orders: string, saved: SavedRun): Result<null, string> {
  const content = Buffer.from(`${orders}${JSON.stringify(saved)}\n`);
  // Scripts of a VO may have said a lot; what could not be read again must not be relied upon.
  if (content.length > maxBytes) return err(`${content.length} bytes are too many`);
  const written = actor.writeFile(stateFile(saved.work.path), content);
  return written.ok ? ok(null) : err(written.error.what);
}

export async function readSavedRun(host: Host, work: string): Promise<Result<SavedRun, string>> {
  const read = await host.readText(stateFile(work), maxBytes);
  return read.ok ? parseSavedRun(read.value) : err(read.error.what);
}

/** The file is ours alone; what is looked at is whether it is whole. A shape that changes gets another schema's name. */
export function parseSavedRun(content: string): Result<SavedRun, string> {
  const end = content.indexOf(separator);
  let value: unknown;
  try {
    value = JSON.parse(end < 0 ? "" : content.slice(end + separator.length));
  } catch {
    return err("it is not whole");
  }
  if (!isObject(value) || value["schema"] !== "glidein.saved-run/3") return err("it is no saved run");
  return isSavedRun(value) ? ok(value) : err("a part of it is missing or of another type");
}

/** Its parts are of the types that we wrote; whether they are there is looked at. */
const isSavedRun = (value: unknown): value is SavedRun => outline(value, "") === null;

const outline = object({
  given: object({ settings: object({}), directory: text, onTerminal: truth, events: text }),
  startedAt: number,
  phases: object({}),
  work: object({ path: text, local: text, tokens: text, execute: text, log: text }),
  condor: object({ bin: text, sbin: text, libexec: text, configFile: text }),
  masterPid: number,
  keeperPid: number,
  plan: object({ name: text, lifetime: object({}) }),
  cpus: number,
  runtime: object({ path: text, values: object({ accept: truth, retirement: text, reason: text, unfit: text }) }),
  watch: object({
    ...{ facts: object({}), lifetime: object({}), health: object({ otherwise: number, countedAt: number }) },
    batch: object({ askedAt: number, lookedAt: number, turn: number }),
  }),
  state: object({ kind: text }),
  clock: object({ wall: number, ms: number }),
  killed: truth,
  lookedAt: number,
  pilot: nullable(
    object({
      ...{ arguments: object({ mode: text, name: text, entry: text }), env: object({}), scriptEnv: object({}) },
      ...{ uuid: text, directory: text, startedAt: number, results: list(object({ id: text })), cache: text },
      ...{ architecture: text, budget: list(object({ id: text, at: number })) },
    }),
  ),
});
