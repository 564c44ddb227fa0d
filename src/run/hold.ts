import { sleep } from "../apply/condor/ready.ts";
import { decideHold } from "../decide/hold.ts";
import { holdsNode } from "../exit.ts";
import type { Failure } from "../model/failure.ts";
import type { RunRequest } from "./session.ts";

/** Keeps a broken node for a while; a stop signal ends it at once. */
export async function holdNode(request: RunRequest, failure: Failure, slotEndsAt: number | null): Promise<void> {
  const now = request.host.now();
  const duration = decideHold({
    wish: request.settings.GLIDEIN_Hold_Time.value,
    onTerminal: request.onTerminal,
    holds: holdsNode(failure.code),
    now,
    slotEndsAt,
  });
  if (duration <= 0 || request.stop.aborted) return;
  request.emit({
    event: "holding",
    seconds: duration,
    until: now + duration,
    because: `${failure.subject}: ${failure.problem}`,
  });
  await sleep(duration * 1000, request.stop);
}
