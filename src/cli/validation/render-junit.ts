import type { CheckResult } from "../../model/check.ts";
import { xmlReportAttribute as attribute, xmlReportText as text } from "../../parse/xml-text.ts";
import { countsOf, type ValidationReport } from "./report.ts";

/** JUnit's XML as Jenkins and GitLab read it: one test case a check. A warning fails the case only with `--strict`. */
export function validationJunit(report: ValidationReport): string {
  const { checks, node, strict } = report;
  const { warn, fail, skip } = countsOf(checks);
  const failures = strict ? fail + warn : fail;
  const totals = `tests="${checks.length}" failures="${failures}" errors="0" skipped="${skip}"`;
  const timestamp = new Date(node.time * 1000).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="glidein validate" ${totals} time="0">`,
    `  <testsuite name="glidein validate" ${totals} time="0" timestamp="${timestamp}" hostname="${attribute(node.hostname ?? "")}">`,
    `    <properties>\n      <property name="glidein" value="${attribute(report.by)}"/>\n      <property name="account" value="${attribute(node.account)}"/>\n    </properties>`,
    ...checks.map((check) => testCase(check, strict)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(check: CheckResult, strict: boolean): string {
  const { id, title, status, findings } = check;
  const open = `    <testcase classname="glidein.validate" name="${attribute(id)}" time="0"`;
  const message = attribute(
    findings.find(({ severity }) => severity !== "info")?.message ?? findings[0]?.message ?? "",
  );
  const body = text(
    findings
      .map((one) =>
        [
          one.message,
          ...(one.evidence === "" ? [] : [`saw: ${one.evidence}`]),
          ...(one.fix === "" ? [] : [`fix: ${one.fix}`]),
        ].join("\n"),
      )
      .join("\n\n"),
  );
  switch (status) {
    case "skip":
      return `${open}>\n      <skipped message="${message}"/>\n    </testcase>`;
    case "fail":
      return `${open}>\n      <failure type="error" message="${message}">${body}</failure>\n    </testcase>`;
    case "warn":
      return strict
        ? `${open}>\n      <failure type="warning" message="${message}">${body}</failure>\n    </testcase>`
        : `${open}>\n      <system-out>${body}</system-out>\n    </testcase>`;
    case "pass":
      return body === ""
        ? `${open}/>`
        : `${open}>\n      <system-out>${text(title)}\n${body}</system-out>\n    </testcase>`;
    default:
      return status satisfies never;
  }
}
