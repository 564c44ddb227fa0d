import type { EndReason } from "../model/event.ts";

/** Why a glidein ended, as a sentence for ads, reports and people. */
export function reasonSentence(reason: EndReason): string {
  switch (reason.kind) {
    case "die-time":
      return `its time is over (${reason.winner})`;
    case "retired":
      return `retired: it accepts no new jobs (${reason.winner})`;
    case "signal":
      return `signal ${reason.signal}`;
    case "idle":
      return "no more work, or the pool shut it down";
    case "drained":
      return `drained: ${reason.why}`;
    case "stop-request":
      return `asked to stop by ${reason.by}`;
    case "failed":
      return `${reason.failure.subject}: ${reason.failure.problem}`;
    default:
      return reason satisfies never;
  }
}
