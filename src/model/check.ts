import type { Facts } from "./facts.ts";
import type { FailureCode } from "./failure.ts";
import type { SettingName, Settings } from "./settings.ts";

export type Severity = "error" | "warning" | "info";

export interface Finding {
  readonly severity: Severity;
  /** What is wrong, in one sentence with the numbers. */
  readonly message: string;
  /** What was read, and where. Never the content of a credential. */
  readonly evidence: string;
  /** What to change so that the check passes. */
  readonly fix: string;
  /** What a glidein that this finding refuses fails with, where findings of one check differ in that. */
  readonly refusesAs?: FailureCode;
}

/** [] is a pass; `skip` says why there was nothing to check. */
export type Evaluation = readonly Finding[] | { readonly skip: string };

export interface Check {
  /** Stable, kebab-case; used in settings, reports and dashboards. */
  readonly id: string;
  /** A sentence that is true when the check passes. */
  readonly title: string;
  /** Why a pilot operator cares. */
  readonly why: string;
  /** What gives an error, a warning or a remark, for `--explain` and the documentation. */
  readonly judges: string;
  /** Settings that move the line between passing and not. */
  readonly thresholds: readonly SettingName[];
  /** `node` before anything is fetched; `staged` when HTCondor and the plan are there. */
  readonly phase: "node" | "staged";
  /** What a glidein that this check refuses fails with; CHECK_REFUSED unless said otherwise. */
  readonly refusesAs?: FailureCode;
  /** Pure, total; what could not be found out is a skip or a remark, never an alarm. */
  readonly evaluate: (facts: Facts, settings: Settings) => Evaluation;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: "pass" | "warn" | "fail" | "skip";
  readonly findings: readonly Finding[];
  readonly refusesAs?: FailureCode;
  /** Every fact and threshold that the check looked at, by its path; only when asked for. */
  readonly saw?: Readonly<Record<string, string | number | boolean | null>>;
}
