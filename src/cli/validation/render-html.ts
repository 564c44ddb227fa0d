import type { Check, CheckResult, Finding } from "../../model/check.ts";
import { xmlReportAttribute as attribute, xmlReportText as text } from "../../parse/xml-text.ts";
import { pageStyle } from "./page-style.ts";
import { type ValidationReport, verdictSentence } from "./report.ts";

const order = { fail: 0, warn: 1, pass: 2, skip: 3 } as const;
const words = { fail: "failed", warn: "warns", pass: "passed", skip: "nothing to look at" } as const;

/**
 * One page that can be attached to a ticket: no script, nothing loaded from anywhere, worst first, readable on a phone,
 * on paper and without colours.
 */
export function validationHtml(report: ValidationReport, catalogue: readonly Check[]): string {
  const { node, verdict } = report;
  const time = new Date(node.time * 1000).toISOString().replace(/\.[0-9]{3}Z$/u, "Z");
  const title = `${node.hostname ?? "node"}: glidein validate`;
  const whyOf = new Map(catalogue.map(({ id, why }) => [id, why]));
  const checks = report.checks.toSorted((a, b) => order[a.status] - order[b.status]);
  const problems = checks.filter(({ status }) => status === "fail" || status === "warn");
  const facts = [
    ["Node", node.hostname ?? "unknown"],
    ["System", [node.os, node.kernel].filter((one) => one !== null).join(", ") || "unknown"],
    ["Batch system", node.batch],
    ["Account", node.account],
    ["Looked at", time],
    ["By", report.by],
  ] as const;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${text(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${text(node.hostname ?? "This node")}</h1>
<p class="verdict ${verdict}">${text(verdictSentence(report))}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`).join("")}</dl>
</header>
<main>
${problems.length === 0 ? "" : `<h2>What to change</h2>\n${problems.map((check) => problemHtml(check, whyOf.get(check.id) ?? "")).join("\n")}`}
${differencesHtml(report)}
<h2>All checks</h2>
${countsHtml(report)}
<ul class="all">
${checks.map(rowHtml).join("\n")}
</ul>
</main>
</body>
</html>
`;
}

function countsHtml({ counts }: ValidationReport): string {
  const parts = (["fail", "warn", "pass", "skip"] as const).map((status) => `${counts[status]} ${words[status]}`);
  return `<p class="counts">${parts.join(" · ")}</p>`;
}

function problemHtml({ id, title, status, findings }: CheckResult, why: string): string {
  return `<article class="${status}" id="${attribute(id)}">
<h3><span class="tag">${words[status]}</span> ${text(title)} <code>${text(id)}</code></h3>
${findings.map(findingHtml).join("\n")}
${why === "" ? "" : `<p class="why">${text(why)}</p>`}
</article>`;
}

const findingHtml = ({ severity, message, evidence, fix }: Finding): string => `<section class="${severity}">
<p class="message">${text(message)}</p>
${evidence === "" ? "" : `<p class="evidence"><b>Seen:</b> <code>${text(evidence)}</code></p>`}
${fix === "" ? "" : `<p class="fix"><b>Change:</b> ${text(fix)}</p>`}
</section>`;

function rowHtml({ id, title, status, findings }: CheckResult): string {
  const said = findings
    .filter(({ severity }) => status === "skip" || severity === "info")
    .map(({ message }) => message);
  const remarks = said.length === 0 ? "" : `<small>${text(said.join("; "))}</small>`;
  return `<li class="${status}"><span class="tag">${words[status]}</span><span>${text(title)} <code>${text(id)}</code>${remarks}</span></li>`;
}

function differencesHtml({ differences, node }: ValidationReport): string {
  if (differences.length === 0) return "";
  const rows = differences.map(
    ({ id, status, startedAs }) => `<li><code>${text(id)}</code>: ${text(status)} (root: ${text(startedAs)})</li>`,
  );
  return `<h2>Otherwise for ${text(node.account)} than for root</h2>\n<ul>${rows.join("")}</ul>`;
}
