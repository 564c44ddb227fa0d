import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { batchDeadlines } from "./batch-fences.ts";
import { featureDeadlines } from "./feature-deadlines.ts";
import { decideLifetime, type LifetimeDecision } from "./lifetime/lifetime.ts";

/** Brings the ends that everybody announces together; `cpus` are those that were granted. */
export function planLifetime(facts: Facts, settings: Settings, cpus: number): LifetimeDecision {
  const now = facts.clock.now;
  const job =
    facts.batch.system === "none"
      ? undefined
      : facts.batch.jobs.find(({ startAt, standing }) => startAt !== null && standing !== "contradicted");
  const features = featureDeadlines(facts.features, {
    startedAt: now,
    batchStartAt: job?.startAt ?? null,
    cpusAllocated: cpus,
  });
  const jobStart = facts.features["job.jobstart_secs"];
  const started =
    job?.startAt !== undefined && job.startAt !== null
      ? { at: job.startAt, from: `${job.system} ${job.startFrom ?? "job start"}` }
      : typeof jobStart.value === "number" && jobStart.value <= now
        ? { at: jobStart.value, from: "mjf jobstart_secs" }
        : { at: now, from: "the glidein's own start" };
  const decision = decideLifetime({
    settings,
    now,
    started,
    draw: facts.draw,
    batch: batchDeadlines(facts.batch),
    features: features.rows,
    credentials: facts.credentials,
    skewSeconds: facts.clock.skewSeconds,
  });
  const ignored = features.ignored.map(
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
