import type { CheckResult } from "../../model/check.ts";
import { type ValidationReport } from "./report.ts";

const words = { pass: "OK", degraded: "WARNING", fail: "CRITICAL" } as const;

/** Exit status of a monitoring plug-in; 3 is for what could not be found out. */
export const nagiosStatus = { pass: 0, degraded: 1, fail: 2, unknown: 3 } as const;

/**
 * Monitoring Plugins' output: a line with performance data behind a bar, then lines of detail. A bar in a message would
 * begin performance data, and is written as a slash.
 */
export function validationNagios({ verdict, checks, counts, strict }: ValidationReport): string {
  const { pass, warn, fail, skip } = counts;
  const word = strict && verdict === "degraded" ? words.fail : words[verdict];
  const problems = checks.filter(({ status }) => status === "fail" || status === "warn");
  const worst = problems.find(({ status }) => status === "fail") ?? problems[0];
  const summary = worst === undefined ? `${pass} checks passed` : `${worst.id}: ${messageOf(worst)}`;
  const performance = `failed=${fail};;0 warned=${warn};0 passed=${pass} skipped=${skip}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return [`GLIDEIN ${word} - ${clean(summary)}${more} | ${performance}`, ...problems.flatMap(details), ""].join("\n");
}

const messageOf = ({ findings }: CheckResult): string =>
  (findings.find(({ severity }) => severity === "error") ?? findings.find(({ severity }) => severity === "warning"))
    ?.message ?? "";

const details = ({ id, findings }: CheckResult): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== "info")
    .map(({ severity, message, fix }) => clean(`${severity} ${id}: ${message} - fix: ${fix}`));

const clean = (text: string): string => text.replaceAll("|", "/");
