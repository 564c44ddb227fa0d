import type { CondorPaths } from "../decide/condor-config/layout.ts";
import { endpointsOf } from "../decide/endpoints.ts";
import { decidePlan, type PlanDecision } from "../decide/plan.ts";
import type { Host } from "../host/host.ts";
import type { CheckResult } from "../model/check.ts";
import type { SiteTableFacts } from "../model/facts/site-table.ts";
import type { StageFacts } from "../model/facts/stage.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { probeAll } from "../probe/all.ts";
import type { OnProgress } from "../probe/progress.ts";
import { evaluateChecks } from "./checks.ts";

export interface Watching {
  /** Every alternative of the pool's addresses instead of the chosen ones. */
  readonly every?: boolean;
  readonly onProgress?: OnProgress;
  /** What the staging area's manifest says. */
  readonly stage?: StageFacts | null;
  /** Which site this is, which has to be known before the settings are. */
  readonly siteTable?: SiteTableFacts | null;
}

/** Looks at the node; those that the settings name are among what is looked at. */
export async function observe(
  host: Host,
  settings: Settings,
  draw: number | null,
  watching: Watching = {},
): Promise<Facts> {
  const { every = false, onProgress, siteTable, stage } = watching;
  const facts = await probeAll(host, settings, {
    draw,
    downloadFollows: !every,
    endpoints: (choice) => endpointsOf(settings, choice, every ? "every" : "chosen"),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return {
    ...facts,
    ...(siteTable === undefined || siteTable === null ? {} : { siteTable }),
    ...(stage === undefined || stage === null ? {} : { stage }),
  };
}

export interface Preview {
  readonly checks: readonly CheckResult[];
  readonly decision: Result<PlanDecision, readonly Failure[]>;
}

/** What the checks find and `run` would do, without doing any of it. */
export function preview(facts: Facts, settings: Settings, classic: boolean): Preview {
  const checks = evaluateChecks(facts, settings, "node");
  return { checks, decision: decidePlan({ facts, settings, checks, paths: previewPaths(facts), classic }) };
}

/** The paths are known only when the work directory is made; the plan shows where they would be. */
function previewPaths(facts: Facts): CondorPaths {
  const release = facts.condor.tree ?? `${facts.storage.scratch.path}/glidein-XXXXXX/release`;
  const base = release === "/" ? "" : release;
  const local = `${facts.storage.scratch.path.replace(/\/+$/u, "")}/glidein-XXXXXX/condor`;
  return {
    release,
    bin: `${base}/bin`,
    sbin: `${base}/sbin`,
    libexec: `${base}/libexec`,
    lib: `${base}/lib`,
    local,
    runtime: `${local}/runtime.config`,
  };
}
