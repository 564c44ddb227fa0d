import type { Finding } from "../../model/check.ts";
import { describeInstant } from "../../model/instant.ts";
import type { Limit } from "./budget.ts";
import type { LifetimeInput } from "./input.ts";
import type { Timeline } from "./timeline.ts";
import { type CredentialUse, placeOf } from "./used-credentials.ts";

/** Less than this for accepting jobs is worth a word. */
const anHour = 3600;

/** What is unusual about a lifetime that is long enough, and the credentials that were passed over. */
export function lifetimeFindings(
  input: LifetimeInput,
  timeline: Timeline,
  { winner, refused }: { readonly winner: Limit | null; readonly refused: boolean },
  credentials: readonly CredentialUse[],
): Finding[] {
  // A refusal says what there is, and what would have been needed.
  const short = refused ? [] : [...shortened(input, timeline, winner), ...soonOver(input, timeline, winner)];
  return [...short, ...passedOver(credentials)];
}

function shortened({ settings }: LifetimeInput, { jobMaxSeconds }: Timeline, winner: Limit | null): Finding[] {
  const wanted = settings.GLIDEIN_Job_Max_Time.value;
  if (winner === null || jobMaxSeconds >= wanted) return [];
  return [
    {
      severity: "info",
      message: `GLIDEIN_Job_Max_Time is shortened from ${wanted} s to ${jobMaxSeconds} s, because ${winner.subject} ends at ${describeInstant(winner.announcedAt)}`,
      evidence: `${winner.id}: ${winner.from}`,
      fix: "Nothing to do when the jobs of this pool are shorter; else raise this limit.",
    },
  ];
}

function soonOver({ now }: LifetimeInput, { retireAt, limited }: Timeline, winner: Limit | null): Finding[] {
  const left = retireAt - Math.floor(now);
  if (left >= anHour) return [];
  return [
    {
      severity: "warning",
      message: `jobs are accepted for ${Math.max(0, left)} s only, until ${describeInstant(retireAt)}`,
      evidence:
        winner === null
          ? "GLIDEIN_Retire_Time and its spread"
          : `${winner.id}: ${winner.from}, ending at ${describeInstant(winner.announcedAt)}`,
      fix: limited
        ? "Lower GLIDEIN_Job_Max_Time to what the jobs need, or raise this limit."
        : "Raise GLIDEIN_Retire_Time, or lower GLIDEIN_Retire_Time_Spread.",
    },
  ];
}

function passedOver(credentials: readonly CredentialUse[]): Finding[] {
  return credentials.flatMap(({ credential, used, reason }): Finding[] =>
    used || credential.standing !== "given"
      ? []
      : [
          {
            severity: "warning",
            message: `the ${credential.kind} ${placeOf(credential)} is not used: ${reason}`,
            evidence: credential.from,
            fix: "Remove it, or renew it.",
          },
        ],
  );
}
