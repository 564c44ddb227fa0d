import { type AdCommand, advertise } from "../apply/condor/advertise.ts";
import { retractAds } from "../apply/condor/retract.ts";
import type { CondorInstallation } from "../apply/condor/tools.ts";
import { decideNotices, failureAd, failureRetraction, type Notice } from "../decide/failure-ad.ts";
import type { Failure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import type { Result } from "../model/result.ts";
import type { RunRequest } from "./session.ts";

/** What tells a pool of a failed glidein: its tools, a configuration for them, and who it is. */
export interface NoticeMeans {
  readonly plan: Plan;
  readonly condor: CondorInstallation;
  /** A directory of ours. */
  readonly work: string;
  /** Of several collectors of one group. */
  readonly choice: number;
}

/** Gets them, or says why there are none. */
export type FindMeans = () => Promise<Result<NoticeMeans, string>>;

export interface FailureShown {
  readonly failure: Failure;
  readonly status: number;
  /** End of the hold, epoch seconds. */
  readonly until: number;
  readonly lastScript?: string;
}

const commands: Readonly<Record<Notice["to"], { readonly show: AdCommand; readonly hide: AdCommand }>> = {
  pool: { show: "UPDATE_STARTD_AD", hide: "INVALIDATE_STARTD_ADS" },
  factory: { show: "UPDATE_MASTER_AD", hide: "INVALIDATE_MASTER_ADS" },
};

/**
 * Tells whoever policy names of a failure, for as long as the node is held. The value takes that back; null when nobody
 * was told.
 */
export async function showFailure(
  { host, actor, settings, emit }: Pick<RunRequest, "host" | "actor" | "settings" | "emit">,
  findMeans: FindMeans,
  shown: FailureShown,
): Promise<(() => Promise<void>) | null> {
  // Whether anybody is to be told is known before it is known who we are to them.
  if (decideNotices(settings, [], 0).length === 0) return null;
  const means = await findMeans();
  if (!means.ok) {
    emit({ event: "failure-not-shown", to: [], why: means.error });
    return null;
  }
  const { plan, choice, condor, work } = means.value;
  const told: Notice[] = [];
  for (const notice of decideNotices(settings, plan.collectors, choice)) {
    const { to, collectors } = notice;
    const ad = failureAd({ ...shown, to, plan, now: host.now() });
    const sent =
      collectors.length === 0
        ? ({ ok: false, error: "no collector is known" } as const)
        : await advertise(host, actor, means.value, commands[to].show, ad, collectors);
    if (sent.ok) told.push(notice);
    emit(
      sent.ok
        ? { event: "failure-shown", to: collectors, name: plan.name, until: shown.until }
        : { event: "failure-not-shown", to: collectors, why: sent.error },
    );
  }
  if (told.length === 0) return null;
  return async () => {
    for (const { to, collectors } of told)
      await advertise(host, actor, means.value, commands[to].hide, failureRetraction(to, plan.name), collectors);
    // The collector makes an ad of the daemon out of that of a slot, too.
    if (told.some(({ to }) => to === "pool")) await retractAds(host, actor, condor, work, plan.name, []);
  };
}
