import type { BatchFacts } from "../model/facts/batch.ts";
import type { Settings } from "../model/settings.ts";
import { type Seconds, seconds } from "../model/units.ts";

export interface StopWish {
  readonly fast: boolean;
  /** Until everything must be gone; unset or null: as long as the plan gives. */
  readonly within?: Seconds | null;
}

export type SignalMeaning =
  /** A warning: no new jobs, and those that run end in their time. */
  | { readonly kind: "drain" }
  /** The end; `within` is what the batch system leaves after this signal, null where it does not say. */
  | ({ readonly kind: "stop" } & StopWish)
  | { readonly kind: "nothing" };

/** What a signal says: what somebody set, else what the batch system is known to mean by it. */
export function meaningOf(
  signal: string,
  settings: Pick<Settings, "GLIDEIN_Warning_Signal" | "GLIDEIN_Stop_Timeout">,
  { jobs }: Pick<BatchFacts, "jobs">,
): SignalMeaning {
  const warnings = jobs.filter(({ standing }) => standing !== "contradicted").flatMap((job) => job.warnings);
  const wish = settings.GLIDEIN_Warning_Signal;
  const isWish = wish.value !== "none" || wish.source.kind !== "default";
  const announced = warnings.some((one) => one.early === true && one.reaches === true && one.signal === signal);
  if (isWish ? wish.value === signal : announced && signal !== "SIGTERM") return { kind: "drain" };
  if (signal === "SIGUSR1") return { kind: "nothing" };
  const left = warnings.flatMap((one) =>
    one.signal === signal && one.early !== true && one.secondsToKill !== null ? [one.secondsToKill] : [],
  );
  // How long a stop may take is somebody's word where there is one.
  const within = settings.GLIDEIN_Stop_Timeout.value !== null || left.length === 0 ? null : seconds(Math.min(...left));
  return { kind: "stop", fast: signal === "SIGQUIT", within };
}
