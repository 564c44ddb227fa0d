import type { CheckResult, Finding } from "../../model/check.ts";
import type { Facts } from "../../model/facts.ts";
import { redactSecrets } from "../../parse/redact.ts";

export type ValidationVerdict = "pass" | "degraded" | "fail";

/** What `glidein validate` found, for whoever renders it. */
export interface ValidationReport {
  readonly verdict: ValidationVerdict;
  /** `--strict`: a warning counts as a failure where the form knows only the two. */
  readonly strict: boolean;
  /** Those to show; with `--only-changes` not all that were made. */
  readonly checks: readonly CheckResult[];
  /** Of all that were made, by status. */
  readonly counts: Counts;
  readonly node: {
    readonly hostname: string | null;
    readonly os: string | null;
    readonly kernel: string | null;
    readonly batch: string;
    /** Account that the results are for. */
    readonly account: string;
    /** Epoch seconds. */
    readonly time: number;
  };
  /** Program and version. */
  readonly by: string;
  /** With `--as`: checks that come out otherwise for the account that we were started as. */
  readonly differences: readonly { readonly id: string; readonly status: string; readonly startedAs: string }[];
  /** With `--only-changes`: what the checks that are shown were before. */
  readonly before: Readonly<Record<string, string>> | null;
}

export function verdictOf(checks: readonly CheckResult[]): ValidationVerdict {
  if (checks.some(({ status }) => status === "fail")) return "fail";
  return checks.some(({ status }) => status === "warn") ? "degraded" : "pass";
}

export function nodeOf({ system, batch, user, clock }: Facts): ValidationReport["node"] {
  return {
    hostname: system.hostname,
    os: system.os.name,
    kernel: system.kernel,
    batch: batch.system,
    account: user.name ?? (user.uid === null ? "unknown" : `uid ${user.uid}`),
    time: clock.now,
  };
}

const longest = 2000;
/** What a terminal, a log or a page would act on instead of showing. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Findings quote what the node and the site wrote; from here on they are text and nothing else. */
export const shownChecks = (checks: readonly CheckResult[]): readonly CheckResult[] =>
  checks.map((check) => ({
    ...check,
    findings: check.findings.map(
      ({ severity, message, evidence, fix }): Finding => ({
        severity,
        message: shown(message),
        evidence: shown(evidence),
        fix: shown(fix),
      }),
    ),
    ...(check.saw === undefined ? {} : { saw: Object.fromEntries(Object.entries(check.saw).map(shownFact)) }),
  }));

type Fact = readonly [string, string | number | boolean | null];
const shownFact = ([path, value]: Fact): Fact => [path, typeof value === "string" ? shown(value) : value];

function shown(text: string): string {
  const safe = redactSecrets(text).replaceAll(invisible, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe;
}

export type Counts = Readonly<Record<CheckResult["status"], number>>;

export function countsOf(checks: readonly CheckResult[]): Counts {
  const of = (status: CheckResult["status"]): number => checks.filter((one) => one.status === status).length;
  return { pass: of("pass"), warn: of("warn"), fail: of("fail"), skip: of("skip") };
}

/** One line that says it all. */
export function verdictSentence({ verdict, counts }: ValidationReport): string {
  const { warn, fail, pass, skip } = counts;
  const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const rest = `${many(pass, "check")} passed, ${skip} had nothing to look at`;
  switch (verdict) {
    case "pass":
      return `This node can run glideins: ${rest}.`;
    case "degraded":
      return `This node can run glideins, but ${many(warn, "check")} ${warn === 1 ? "warns" : "warn"}; ${rest}.`;
    case "fail":
      return `This node cannot run glideins: ${many(fail, "check")} failed${warn === 0 ? "" : ` and ${warn} ${warn === 1 ? "warns" : "warn"}`}; ${rest}.`;
    default:
      return verdict satisfies never;
  }
}
