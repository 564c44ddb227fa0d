import type { CondorPaths } from "../decide/condor-config/layout.ts";
import { decideConnection } from "../decide/connection.ts";
import { decidePlan, type PlanDecision } from "../decide/plan.ts";
import type { Host } from "../host/host.ts";
import type { CheckResult } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { probeAll } from "../probe/all.ts";
import { evaluateChecks } from "./checks.ts";

/** Looks at the node; the collectors of the settings are among what is looked at. */
export function observe(host: Host, settings: Settings, draw: number | null): Promise<Facts> {
  return probeAll(host, settings, {
    draw,
    endpoints: (choice) => {
      const connection = decideConnection(settings, choice);
      return connection.ok
        ? [...new Set(connection.value.collectors)].map((endpoint) => ({ what: "collector", endpoint }))
        : [];
    },
  });
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
