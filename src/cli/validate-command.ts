import type { CommandLine } from "../cli.ts";
import { applyProfile, type Profile } from "../decide/profiles.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { exitStatusOf, exitTable } from "../exit.ts";
import { LiveHost } from "../host/live-host.ts";
import type { CheckResult } from "../model/check.ts";
import type { Failure } from "../model/failure.ts";
import { evaluateChecks } from "../run/checks.ts";
import { withConfiguration } from "../run/staged-check.ts";
import { commit, version } from "../version.ts";
import { type Look, look } from "./look.ts";
import { sayFailures } from "./output.ts";
import { lookAs } from "./validation/as-user.ts";
import { changedSince, readStatuses, stateFile, writeStatuses } from "./validation/changes.ts";
import { noSuchCheck, unknownChecks } from "./validation/choose.ts";
import { findProfile } from "./validation/profile.ts";
import { isPluginFormat, type ReportFormat, render, reportFormats } from "./validation/render.ts";
import { nagiosStatus } from "./validation/render-nagios.ts";
import { countsOf, nodeOf, shownChecks, type ValidationReport, verdictOf } from "./validation/report.ts";

type Options = Record<string, unknown>;

/**
 * `glidein validate`: 0 when the node passes or is degraded, 71 when a check failed; `--strict` counts degraded as
 * failed. With `--format nagios` the statuses of monitoring plug-ins.
 */
export async function validateCommand(line: CommandLine, options: Options): Promise<number> {
  if (options["list"] === true || options["explain"] !== undefined) return describe(line, options);
  const report = await inspect(line, options);
  if (typeof report === "number") return options["format"] === "nagios" ? nagiosStatus.unknown : report;
  const format = formatOf(line, options);
  const silent = report.before !== null && report.checks.length === 0 && !isPluginFormat(format);
  if (!silent) line.output.result(await render(format, report, line.output));
  return statusOf(report, format);
}

function formatOf(line: CommandLine, options: Options): ReportFormat {
  const given = reportFormats.find((format) => format === options["format"]);
  return given ?? (line.output.stdoutIsTerminal ? "table" : "json");
}

function statusOf({ verdict, strict }: ValidationReport, format: ReportFormat): number {
  const failed = verdict === "fail" || (strict && verdict === "degraded");
  if (format === "nagios") return failed ? nagiosStatus.fail : nagiosStatus[verdict];
  return failed ? exitTable.node.status : 0;
}

async function describe(line: CommandLine, options: Options): Promise<number> {
  const { checkDescriptions, explainText, listText } = await import("./validation/describe-checks.ts");
  const asJson = options["format"] === "json";
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  if (options["list"] === true) {
    line.output.result(asJson ? json(checkDescriptions) : listText());
    return 0;
  }
  const id = String(options["explain"]);
  const found = checkDescriptions.find((one) => one.id === id);
  if (found === undefined) return fail(line, [noSuchCheck("--explain", id)]);
  line.output.result(asJson ? json(found) : explainText(found));
  return 0;
}

function fail(line: CommandLine, failures: readonly Failure[]): number {
  sayFailures(line.output, failures);
  return exitStatusOf(failures[0]?.code ?? "USAGE");
}

async function inspect(line: CommandLine, options: Options): Promise<ValidationReport | number> {
  const profile = typeof options["profile"] === "string" ? findProfile(options["profile"]) : null;
  if (profile?.ok === false) return fail(line, [profile.error]);
  const chosen = profile === null ? null : profile.value;
  const more = { every: true, stage: true, settings: chosen === null ? [] : writtenIn(chosen) };
  const account = typeof options["as"] === "string" ? options["as"] : null;
  const seen = await look(line, options, undefined, more);
  if (typeof seen === "number") return seen;
  const watched = { watched: options["verbose"] === true };
  const evaluate = async ({ facts, settings }: Look, here: boolean): Promise<readonly CheckResult[]> => {
    const applied = applyProfile(settings, chosen);
    const staged = here ? await withConfiguration(new LiveHost({ env: line.env }), facts, applied) : facts;
    return shownChecks([
      ...evaluateChecks(facts, applied, "node", watched),
      ...evaluateChecks(staged, applied, "staged", watched),
    ]);
  };
  const replayed = [options["root"], options["envFile"], options["facts"]].some((one) => one !== undefined);
  const unknown = unknownChecks(applyProfile(seen.settings, chosen));
  if (unknown.length > 0) return fail(line, unknown);
  const ours = await evaluate(seen, !replayed);
  const theirs = account === null ? null : await lookAs(line, options, account, more);
  if (typeof theirs === "number") return theirs;
  const checks = theirs === null ? ours : await evaluate(theirs, false);
  const report: ValidationReport = {
    verdict: verdictOf(checks),
    strict: options["strict"] === true,
    checks,
    counts: countsOf(checks),
    node: nodeOf((theirs ?? seen).facts),
    by: `glidein ${version} (${commit})`,
    differences: theirs === null ? [] : differencesBetween(ours, checks),
    before: null,
  };
  return options["onlyChanges"] === true ? onlyChanges(line, options, report) : report;
}

const writtenIn = ({ name, settings }: Profile): readonly WrittenValue[] =>
  Object.entries(settings).map(([setting, text]) => ({
    name: setting,
    text,
    source: { kind: "file", path: `profile ${name}`, key: setting },
  }));

const differencesBetween = (
  ours: readonly CheckResult[],
  theirs: readonly CheckResult[],
): ValidationReport["differences"] =>
  theirs.flatMap(({ id, status }) => {
    const startedAs = ours.find((one) => one.id === id)?.status ?? "skip";
    return startedAs === status ? [] : [{ id, status, startedAs }];
  });

/** The verdict stays that of all checks; only what is shown shrinks. */
function onlyChanges(line: CommandLine, options: Options, report: ValidationReport): ValidationReport | number {
  const about = [
    report.node.hostname ?? "",
    report.node.account,
    ...["root", "facts", "profile"].map((name) => JSON.stringify(options[name] ?? "")),
  ];
  const file = stateFile(options["state"], line.env, about);
  if (!file.ok) return fail(line, [file.error]);
  const before = readStatuses(file.value);
  const problem = writeStatuses(file.value, report.checks);
  if (problem !== null) sayFailures(line.output, [problem]);
  return { ...report, checks: changedSince(before, report.checks), before };
}
