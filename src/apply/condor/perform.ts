import type { Action, State } from "../../decide/supervision.ts";
import type { Emit, EndReason } from "../../model/event.ts";
import { epochSeconds } from "../../model/units.ts";

/** A signal for the keeper, so many milliseconds from now. */
export interface Send {
  readonly signal: "SIGTERM" | "SIGQUIT" | "SIGHUP" | "SIGUSR1";
  readonly afterMs: number;
}

export interface Performance {
  readonly emit: Emit;
  /** Writes the runtime configuration; true when HTCondor must read it again. */
  readonly configure: (change: {
    readonly accept?: boolean;
    readonly retirement?: 0;
    readonly reason?: EndReason;
  }) => boolean;
}

/** A reconfiguration must reach the startd before the shutdown does. */
const reconfigureMs = 1500;

/** Carries out what `step` wants, up to the signals, which whoever holds the keeper sends. */
export function perform(actions: readonly Action[], { emit, configure }: Performance): readonly Send[] {
  const sends: Send[] = [];
  let reread = false;
  for (const action of actions) {
    switch (action.kind) {
      case "stop-accepting":
        reread = configure({ accept: false, reason: action.reason }) || reread;
        break;
      case "accept-again":
        emit({ event: "accepting-again", until: action.until });
        reread = configure({ accept: true }) || reread;
        break;
      case "end-retirement":
        reread = configure({ retirement: 0 }) || reread;
        break;
      case "signal":
        if (reread) sends.push({ signal: "SIGHUP", afterMs: 0 });
        sends.push({ signal: action.signal, afterMs: reread ? reconfigureMs : 0 });
        reread = false;
        break;
      case "kill-everything":
        sends.push({ signal: "SIGUSR1", afterMs: 0 });
        break;
      default:
        action satisfies never;
    }
  }
  return reread ? [...sends, { signal: "SIGHUP", afterMs: 0 }] : sends;
}

/** Says what has changed between two states. */
export function announce(before: State, next: State, emit: Emit): void {
  if (next.kind === "draining" && before.kind !== "draining") emit({ event: "draining", reason: next.reason });
  if (next.kind === "stopping" && !(before.kind === "stopping" && before.how === next.how))
    emit({ event: "stopping", how: next.how, reason: next.reason, deadline: epochSeconds(next.deadline) });
}
