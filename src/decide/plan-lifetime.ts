import type { Facts } from "../model/facts.ts";
import { prefer, type Sourced, sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";
import { batchDeadlines } from "./batch-fences.ts";
import { type FeatureDeadlines, featureDeadlines } from "./feature-deadlines.ts";
import type { LifetimeInput } from "./lifetime/input.ts";
import { decideLifetime, type LifetimeDecision } from "./lifetime/lifetime.ts";

/** Brings the ends that everybody announces together; `cpus` are those that were granted. */
export function planLifetime(facts: Facts, settings: Settings, cpus: number): LifetimeDecision {
  const decision = decideLifetime(lifetimeInput(facts, settings, cpus, facts.clock.now));
  const ignored = featureEnds(facts, cpus, facts.clock.now).ignored.map(
    ({ key, why }) =>
      ({
        severity: "warning",
        message: why,
        evidence: `mjf ${key}`,
        fix: `Correct or remove ${key} in the Machine/Job Features of this node.`,
      }) as const,
  );
  return { ...decision, findings: [...decision.findings, ...ignored] };
}

/** `firstLookAt`: when this glidein began, which stays when it plans again. */
export function lifetimeInput(facts: Facts, settings: Settings, cpus: number, firstLookAt: number): LifetimeInput {
  return {
    settings,
    now: facts.clock.now,
    started: startOf(facts, firstLookAt),
    draw: facts.draw,
    batch: batchDeadlines(facts.batch),
    features: featureEnds(facts, cpus, firstLookAt).rows,
    credentials: facts.credentials,
    skewSeconds: facts.clock.skewSeconds,
  };
}

const jobOf = ({ batch }: Facts): Facts["batch"]["jobs"][number] | undefined =>
  batch.system === "none"
    ? undefined
    : batch.jobs.find(({ startAt, standing }) => startAt !== null && standing !== "contradicted");

const featureEnds = (facts: Facts, cpus: number, firstLookAt: number): FeatureDeadlines =>
  featureDeadlines(facts.features, {
    startedAt: firstLookAt,
    batchStartAt: jobOf(facts)?.startAt ?? null,
    cpusAllocated: cpus,
  });

function startOf(facts: Facts, firstLookAt: number): LifetimeInput["started"] {
  const { value, source } = jobStart(facts, firstLookAt);
  return { at: value, from: source.kind === "probe" ? source.evidence : "" };
}

/** The batch job's start counts, not ours: the queue's clock runs from there. */
export function jobStart(facts: Facts, firstLookAt: number): Sourced<number> {
  const job = jobOf(facts);
  const feature = facts.features["job.jobstart_secs"].value;
  const announced =
    job?.startAt === undefined || job.startAt === null
      ? undefined
      : said(job.startAt, `${job.system} ${job.startFrom ?? "job start"}`);
  return (
    prefer(
      { name: "batch job", sourced: announced },
      {
        name: "job feature",
        sourced: typeof feature === "number" && feature <= firstLookAt ? said(feature, "mjf jobstart_secs") : undefined,
      },
      { name: "own start", sourced: said(firstLookAt, "the glidein's own start") },
    ) ?? said(firstLookAt, "the glidein's own start")
  );
}

const said = (at: number, evidence: string): Sourced<number> =>
  sourced(at, { kind: "probe", probe: "start", evidence });
