import type { FeatureFacts } from "../model/facts/features.ts";
import type { Attribute, Lifetime } from "../model/plan.ts";
import { sourced } from "../model/provenance.ts";
import { featureDeadlines } from "./feature-deadlines.ts";

/** Closer than this to its shutdown a node wants its jobs to leave. */
const preemptSeconds = 1800;

export interface DrainInput {
  readonly features: FeatureFacts;
  readonly lifetime: Pick<Lifetime, "retireAt" | "dieAt">;
  /** When this pilot looked first: what was announced for before that is over. */
  readonly plannedAt: number;
  readonly now: number;
}

export interface Drain {
  readonly draining: boolean;
  readonly preempt: boolean;
  /** What announced it. */
  readonly from: string;
}

/**
 * Whether a node that announced its shutdown takes no more jobs, and whether those that it has are to leave, by
 * GlideinWMS's rule: the longest job does not fit any more. The lifetime follows the announcement as well, and earlier.
 */
export function decideDrain({ features, lifetime: { retireAt, dieAt }, plannedAt, now }: DrainInput): Drain {
  const [first] = featureDeadlines(features, { startedAt: plannedAt, batchStartAt: null, cpusAllocated: null })
    .rows.filter(({ key }) => key === "shutdowntime" || key === "shutdowntime_job")
    .toSorted((one, other) => one.at - other.at);
  if (first === undefined) return { draining: false, preempt: false, from: "no shutdown was announced" };
  const left = first.at - now;
  const draining = left < dieAt - retireAt;
  return { draining, preempt: draining && left < preemptSeconds, from: first.from };
}

/** Under the names that VOs ask for in their START. */
export function drainAttributes(
  input: DrainInput,
): Readonly<Record<"SiteWMS_WN_Draining" | "SiteWMS_WN_Preempt", Attribute>> {
  const { draining, preempt, from } = decideDrain(input);
  const said = (value: boolean): Attribute => ({
    sourced: sourced(value, { kind: "probe", probe: "features", evidence: from }),
    type: "boolean",
    published: true,
  });
  return { SiteWMS_WN_Draining: said(draining), SiteWMS_WN_Preempt: said(preempt) };
}
