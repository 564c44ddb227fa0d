import type { CheckResult, Finding } from "../model/check.ts";
import type { Verdict } from "../model/plan.ts";

/** A finding with the id of the check or decision that made it. */
export type NamedFinding = Finding & {
  readonly check: string;
};

/**
 * One error refuses, one warning degrades. Findings of the ids in `warnOnly` never refuse: an entry that knows its
 * node better than the check says so by id.
 */
export function decideVerdict(findings: readonly NamedFinding[], warnOnly: readonly string[]): Verdict {
  const errors = findings.filter(({ severity, check }) => severity === "error" && !warnOnly.includes(check));
  if (errors.length > 0) return { decision: "refuse", because: idsOf(errors) };
  const warnings = findings.filter(({ severity }) => severity !== "info");
  return warnings.length > 0 ? { decision: "degrade", because: idsOf(warnings) } : { decision: "proceed", because: [] };
}

const idsOf = (findings: readonly NamedFinding[]): readonly string[] => [
  ...new Set(findings.map(({ check }) => check)),
];

/** A check that had nothing to look at says nothing about the node. */
export const findingsOf = (results: readonly CheckResult[]): readonly NamedFinding[] =>
  results
    .filter(({ status }) => status !== "skip")
    .flatMap(({ id, findings, refusesAs }) =>
      findings.map((finding) => {
        const as = finding.refusesAs ?? refusesAs;
        return { ...finding, check: id, ...(as === undefined ? {} : { refusesAs: as }) };
      }),
    );
