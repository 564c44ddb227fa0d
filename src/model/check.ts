import type { Facts } from "./facts.ts";
import type { Settings } from "./settings.ts";

export type Severity = "error" | "warning" | "info";

export interface Finding {
  readonly severity: Severity;
  /** What is wrong, in one sentence with the numbers. */
  readonly message: string;
  /** What was read, and where. Never the content of a credential. */
  readonly evidence: string;
  /** What to change so that the check passes. */
  readonly fix: string;
}

export interface Check {
  /** Stable, kebab-case; used in settings, reports and dashboards. */
  readonly id: string;
  /** A sentence that is true when the check passes. */
  readonly title: string;
  /** Why a pilot operator cares. */
  readonly why: string;
  /** `node` before anything is fetched; `staged` when HTCondor and the plan are there. */
  readonly phase: "node" | "staged";
  /** [] is a pass; `skip` says why there was nothing to check. Pure. */
  readonly evaluate: (facts: Facts, settings: Settings) => readonly Finding[] | { readonly skip: string };
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: "pass" | "warn" | "fail" | "skip";
  readonly findings: readonly Finding[];
}
