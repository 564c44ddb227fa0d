import { catalogue } from "../../validation/index.ts";
import type { Check, CheckResult, Finding } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { type Seen, watch } from "./watch.ts";

export interface EvaluateOptions {
  /** Says of each check which facts and thresholds it looked at. */
  readonly watched?: boolean;
}

/** Every check of a phase that the settings choose, each alone: one that is wrong about its facts hides no other. */
export function evaluateChecks(
  facts: Facts,
  settings: Settings,
  phase: Check["phase"],
  options: EvaluateOptions = {},
): readonly CheckResult[] {
  const only = settings.GLIDEIN_Only_Checks.value;
  const skip = settings.GLIDEIN_Skip_Checks.value;
  return catalogue
    .filter((check) => check.phase === phase && (only.length === 0 || only.includes(check.id)))
    .map((check) => {
      if (skip.includes(check.id)) return resultOf(check, { skip: "left out by --skip" }, false);
      const demoted = settings.GLIDEIN_Warn_Only.value.includes(check.id);
      if (options.watched !== true) return resultOf(check, check.evaluate(facts, settings), demoted);
      const seen: Seen = new Map();
      const outcome = check.evaluate(watch(facts, "", seen), watch(settings, "", seen));
      return { ...resultOf(check, outcome, demoted), saw: Object.fromEntries(seen) };
    });
}

function resultOf(check: Check, outcome: ReturnType<Check["evaluate"]>, demoted: boolean): CheckResult {
  const base = {
    id: check.id,
    title: check.title,
    ...(check.refusesAs === undefined ? {} : { refusesAs: check.refusesAs }),
  };
  if ("skip" in outcome)
    return { ...base, status: "skip", findings: [{ severity: "info", message: outcome.skip, evidence: "", fix: "" }] };
  const findings = outcome.map((finding): Finding => (demoted ? demote(finding) : finding));
  return { ...base, status: statusOf(findings), findings };
}

const demote = (finding: Finding): Finding =>
  finding.severity === "error" ? { ...finding, severity: "warning" } : finding;

function statusOf(findings: readonly Finding[]): CheckResult["status"] {
  if (findings.some(({ severity }) => severity === "error")) return "fail";
  return findings.some(({ severity }) => severity === "warning") ? "warn" : "pass";
}
