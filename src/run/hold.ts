import { sleep } from "../apply/condor/ready.ts";
import { decideHold } from "../decide/hold.ts";
import { holdsNode } from "../exit.ts";
import type { Emit } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";

export interface HoldRequest {
  /** `--hold`, in seconds; null: not said. */
  readonly wish: number | null;
  readonly onTerminal: boolean;
  readonly now: number;
  /** When the batch slot ends; null when nothing says. */
  readonly slotEndsAt: number | null;
  readonly stop: AbortSignal;
  readonly emit: Emit;
}

export const holdTime = (failure: Failure, request: HoldRequest): number =>
  decideHold({ ...request, holds: holdsNode(failure.code) });

/** Keeps a broken node for a while; a stop signal ends it at once. */
export async function holdNode(failure: Failure, request: HoldRequest): Promise<void> {
  const { now, stop, emit } = request;
  const duration = holdTime(failure, request);
  if (duration <= 0 || stop.aborted) return;
  emit({
    event: "holding",
    seconds: duration,
    until: now + duration,
    because: `${failure.subject}: ${failure.problem}`,
  });
  await sleep(duration * 1000, stop);
}
