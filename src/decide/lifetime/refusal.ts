import { type Failure, failure } from "../../model/failure.ts";
import { describeInstant } from "../../model/instant.ts";
import type { Limit } from "./budget.ts";
import type { LifetimeInput } from "./input.ts";

/** Too little is left to be worth a start: what ends too early, when, and what would have been needed. */
export function tooShort(input: LifetimeInput, winner: Limit | null): Failure {
  const { settings } = input;
  const minimum = settings.GLIDEIN_Minimum_Time.value;
  if (winner === null) {
    const retire = settings.GLIDEIN_Retire_Time.value;
    return failure(
      "ENTRY_TOO_SHORT",
      "GLIDEIN_Retire_Time",
      `jobs would be accepted for ${retire} s only`,
      `Set GLIDEIN_Retire_Time to at least ${minimum} s, or lower GLIDEIN_Minimum_Time.`,
      { expected: `at least GLIDEIN_Minimum_Time, ${minimum} s` },
    );
  }
  const graceful = settings.GLIDEIN_Graceful_Shutdown.value;
  const update = settings.GLIDEIN_Update_Interval.value;
  const needed = Math.floor(input.now) + minimum + graceful + update + winner.margin;
  const parts = `${minimum} s for jobs, ${graceful} s to shut down, ${update} s between updates, ${winner.margin} s of margin`;
  return failure(
    codeOf(input, winner),
    winner.subject,
    `${endsWhen(winner, input.now)}; a glidein needs it until ${describeInstant(needed)} at least`,
    fixOf(winner),
    {
      expected: `${needed - Math.floor(input.now)} s from now: ${parts}`,
    },
  );
}

function endsWhen({ announcedAt: at, unreadable }: Limit, now: number): string {
  if (unreadable === true) return "counts as over already";
  const left = Math.floor(at - now);
  return left < 0 ? `ended at ${describeInstant(at)}, ${-left} s ago` : `ends at ${describeInstant(at)}, in ${left} s`;
}

function codeOf({ now }: LifetimeInput, { cause, announcedAt }: Limit): Failure["code"] {
  switch (cause) {
    case "credential":
      return announcedAt < now ? "CREDENTIAL_EXPIRED" : "CREDENTIAL_TOO_SHORT";
    case "entry":
      return "ENTRY_TOO_SHORT";
    case "batch":
    case "mjf":
      return "LIFETIME_TOO_SHORT";
    default:
      return cause satisfies never;
  }
}

function fixOf({ cause }: Limit): string {
  switch (cause) {
    case "credential":
      return "Renew the credential, or send a longer one with the glidein.";
    case "entry":
      return "Raise GLIDEIN_Max_Walltime, or start the glidein earlier in its batch job.";
    case "batch":
      return "Ask the batch system for more time, or start the glidein earlier in its batch job.";
    case "mjf":
      return "Try again when the node is back, or ask the site for more time.";
    default:
      return cause satisfies never;
  }
}
