import type { StagedPlan } from "../decide/staging/staged-plan.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Emit, Event } from "../model/event.ts";
import type { SiteTableFacts } from "../model/facts/site-table.ts";
import type { Failure } from "../model/failure.ts";
import type { Settings } from "../model/settings.ts";

/** What a run of a glidein needs from whoever started it. */
export interface RunRequest {
  readonly host: Host;
  /** The same node until the first stop signal: whatever takes time in a set-up ends then. */
  readonly setUpHost: Host;
  readonly actor: Actor;
  readonly settings: Settings;
  /** Which site this is; unset: nobody looked. */
  readonly siteTable?: SiteTableFacts | null;
  /** 0–99 fixed by `--seed`; null: drawn. */
  readonly draw: number | null;
  readonly emit: Emit;
  /** Aborted by the first stop signal; the reason is its name. */
  readonly stop: AbortSignal;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  readonly onTerminal: boolean;
  /** Where the batch job was started, for the report. */
  readonly directory: string;
  /** Open files that we were started with, before Node raised the soft limit. */
  readonly openFiles: number | null;
  /** What a staging area adds to the plan; there when GlideinWMS's classic arguments started us. */
  readonly staged?: StagedPlan;
  /** How this program is started again while it waits; without it we stay resident. */
  readonly revival?: Revival;
}

/** A command that is this program, and the environment for it. */
export interface Revival {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** `--events`. */
  readonly events: string;
}

/** How a run ended: why, and what of it failed. */
export interface RunOutcome {
  readonly reason: string;
  readonly failure: Failure | null;
}

export const stoppedEarly = ({ stop }: RunRequest): RunOutcome => ({
  reason: `signal ${String(stop.reason)} during set-up`,
  failure: null,
});

/** Takes back one thing that was made; `left` is what could not be taken back so far, the value what it adds to that. */
export type Undo = (left: readonly string[]) => Promise<readonly string[]>;

/** What a run has made so far, so that the end can undo it whatever happened in between. */
export class Session {
  readonly startedAt: number;
  readonly phases: Record<string, number> = {};
  readonly #request: RunRequest;
  readonly #undo: Undo[] = [];

  /** `since`: of a run that goes on. */
  constructor(request: RunRequest, since?: Pick<Session, "startedAt" | "phases">) {
    this.#request = request;
    this.startedAt = since?.startedAt ?? request.host.now();
    Object.assign(this.phases, since?.phases);
  }

  emit(event: Event): void {
    this.#request.emit(event);
  }

  phase(name: string): void {
    this.phases[name] = this.#request.host.now();
  }

  get stopped(): boolean {
    return this.#request.stop.aborted;
  }

  onEnd(undo: Undo): void {
    this.#undo.push(undo);
  }

  /** Last made, first undone; one that fails does not keep the others. */
  async end(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const undo of this.#undo.splice(0).reverse()) left.push(...(await undo(left)));
    return left;
  }
}
