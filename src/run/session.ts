import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import type { Emit, Event } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Settings } from "../model/settings.ts";

/** What a run of a glidein needs from whoever started it. */
export interface RunRequest {
  readonly host: Host;
  readonly actor: Actor;
  readonly settings: Settings;
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
}

/** How a run ended: why, and what of it failed. */
export interface RunOutcome {
  readonly reason: string;
  readonly failure: Failure | null;
}

/** What a run has made so far, so that the end can undo it whatever happened in between. */
export class Session {
  readonly startedAt: number;
  readonly phases: Record<string, number> = {};
  readonly #request: RunRequest;
  readonly #undo: (() => Promise<readonly string[]>)[] = [];

  constructor(request: RunRequest) {
    this.#request = request;
    this.startedAt = request.host.now();
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

  /** `undo` returns what it could not remove. */
  onEnd(undo: () => Promise<readonly string[]>): void {
    this.#undo.push(undo);
  }

  /** Last made, first undone; one that fails does not keep the others. */
  async end(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const undo of this.#undo.splice(0).reverse()) left.push(...(await undo()));
    return left;
  }
}
