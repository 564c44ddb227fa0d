import { catalogue } from "../../validation/index.ts";
import type { Check, CheckResult } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";

/** Every check of a phase, each alone: one that is wrong about its facts is its own failure and hides no other. */
export function evaluateChecks(facts: Facts, settings: Settings, phase: Check["phase"]): readonly CheckResult[] {
  return catalogue.filter((check) => check.phase === phase).map((check) => evaluate(check, facts, settings));
}

function evaluate(check: Check, facts: Facts, settings: Settings): CheckResult {
  const outcome = check.evaluate(facts, settings);
  const base = { id: check.id, title: check.title };
  if ("skip" in outcome)
    return { ...base, status: "skip", findings: [{ severity: "info", message: outcome.skip, evidence: "", fix: "" }] };
  const worst = outcome.some(({ severity }) => severity === "error")
    ? "fail"
    : outcome.some(({ severity }) => severity === "warning")
      ? "warn"
      : "pass";
  return { ...base, status: worst, findings: outcome };
}
