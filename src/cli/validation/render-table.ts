import pc from "picocolors";
import type { CheckResult, Finding } from "../../model/check.ts";
import type { Output } from "../output.ts";
import { type ValidationReport, verdictSentence } from "./report.ts";

const order = { pass: 0, skip: 1, warn: 2, fail: 3 } as const;
type Colours = ReturnType<typeof pc.createColors>;

/** A table of all checks, worst last; below it each problem with what was seen and what to change; the verdict at the end. */
export async function validationText(report: ValidationReport, output: Output): Promise<string> {
  const { tableText } = await import("../table.ts");
  const colours = pc.createColors(output.colour);
  const checks = report.checks.toSorted((a, b) => order[a.status] - order[b.status]);
  const widest = Math.max(5, ...checks.map(({ id }) => id.length));
  const room = Math.max(30, output.columns - widest - (output.stdoutIsTerminal ? 16 : 8));
  const table = tableText(
    {
      title: "",
      columns: [
        { heading: " ", align: "left" },
        { heading: "check", align: "left" },
        { heading: "result", align: "left" },
      ],
      rows: checks.map((check) => [
        symbolOf(check.status, colours),
        check.id,
        colourOf(check.status, colours)(cut(summaryOf(check, report), room)),
      ]),
      total: null,
    },
    output.stdoutIsTerminal,
  );
  const problems = checks.filter(({ findings, status }) => status !== "skip" && findings.length > 0);
  const width = Math.max(40, Math.min(output.columns, 120));
  const saw = checks.flatMap((check) => (check.saw === undefined ? [] : [factsText(check, colours)]));
  const verdict = { pass: colours.green, degraded: colours.yellow, fail: colours.red }[report.verdict];
  return [
    checks.length === 0 ? "" : `${table}\n`,
    ...problems.map((check) => problemText(check, colours, width)),
    ...(saw.length === 0 ? [] : [`\n${colours.bold("Facts used")}\n`, ...saw]),
    ...differencesText(report, colours),
    `\n${verdict(verdictSentence(report))}\n`,
  ].join("");
}

function summaryOf(check: CheckResult, { before }: ValidationReport): string {
  const worst = check.findings.find(({ severity }) => severity !== "info") ?? check.findings[0];
  const text = check.status === "pass" || worst === undefined ? check.title : worst.message;
  return before === null || Object.keys(before).length === 0 ? text : `was ${before[check.id] ?? "not there"}: ${text}`;
}

function symbolOf(status: CheckResult["status"], colours: Colours): string {
  const symbol = { pass: "✓", skip: "–", warn: "!", fail: "✗" }[status];
  return colourOf(status, colours)(symbol);
}

function colourOf(status: CheckResult["status"], colours: Colours): (text: string) => string {
  return { pass: colours.green, skip: colours.dim, warn: colours.yellow, fail: colours.red }[status];
}

function problemText({ id, findings }: CheckResult, colours: Colours, width: number): string {
  return findings.map((finding) => findingText(id, finding, colours, width)).join("");
}

function findingText(
  id: string,
  { severity, message, evidence, fix }: Finding,
  colours: Colours,
  width: number,
): string {
  const paint = { error: colours.red, warning: colours.yellow, info: colours.dim }[severity];
  const line = (label: string, text: string): string =>
    text === "" ? "" : `  ${colours.dim(label.padEnd(5))} ${wrap(text, width - 8).join("\n        ")}\n`;
  return [
    `\n${paint(`${severity} ${id}`)}\n`,
    `  ${wrap(message, width - 2).join("\n  ")}\n`,
    line("saw", evidence),
    line("fix", fix),
    severity === "info" ? "" : line("more", `glidein validate --explain ${id}, docs/checks.md#${id}`),
  ].join("");
}

function factsText({ id, saw }: CheckResult, colours: Colours): string {
  const facts = Object.entries(saw ?? {}).map(
    ([path, value]) => `    ${path.replace(/\.value$/u, "")} = ${String(value)}\n`,
  );
  return `  ${colours.dim(id)}\n${facts.join("")}`;
}

function differencesText({ differences, node }: ValidationReport, colours: Colours): readonly string[] {
  if (differences.length === 0) return [];
  return [
    `\n${colours.bold(`Otherwise for ${node.account} than for root`)}\n`,
    ...differences.map(({ id, status, startedAs }) => `  ${id}: ${status} (root: ${startedAs})\n`),
  ];
}

const cut = (text: string, room: number): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text);

/** Lines of at most `width` characters, broken at blanks; a longer word stays whole, so that it can be copied. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
