import { exitTable } from "../../exit.ts";
import type { CheckResult } from "../../model/check.ts";
import { kindOf } from "../../model/failure.ts";
import { xmlReportAttribute as attribute, xmlReportText as text } from "../../parse/xml-text.ts";
import { type ValidationReport, verdictSentence } from "./report.ts";

const version = "4.3.1";

/**
 * The result format of GlideinWMS: one OSGTestResult for the node, with one for each check in its list. Every metric
 * stands on a line of its own, because factories read it line by line.
 */
export function validationOsgXml(report: ValidationReport): string {
  const { checks, node } = report;
  const time = new Date(node.time * 1000).toISOString().replace(/\.[0-9]{3}Z$/u, "+00:00");
  const first = checks.find(({ status }) => status === "fail");
  return [
    '<?xml version="1.0"?>',
    `<OSGTestResult id="glidein_validate" version="${version}">`,
    "  <operatingenvironment>",
    `    <env name="hostname">${text(node.hostname ?? "")}</env>`,
    `    <env name="user">${text(node.account)}</env>`,
    `    <env name="os">${text(node.os ?? "")}</env>`,
    "  </operatingenvironment>",
    testText("glidein validate", time, "  "),
    "  <result>",
    `    <status>${report.verdict === "fail" ? "ERROR" : "OK"}</status>`,
    ...(first === undefined
      ? []
      : [metric("failure", classOf(first), time, "    "), metric("TestID", first.id, time, "    ")]),
    "  </result>",
    "  <detail>",
    `     ${text(verdictSentence(report))}`,
    "  </detail>",
    "  <subtestlist>",
    "    <OSGTestResults>",
    ...checks.filter(({ status }) => status !== "skip").map((check) => resultText(check, time)),
    "    </OSGTestResults>",
    "  </subtestlist>",
    "</OSGTestResult>",
    "",
  ].join("\n");
}

const classOf = ({ refusesAs }: CheckResult): string => exitTable[kindOf(refusesAs ?? "CHECK_REFUSED")].factoryClass;

const metric = (name: string, value: string, time: string, indent: string): string =>
  `${indent}<metric name="${attribute(name)}" ts="${time}" uri="local">${text(value)}</metric>`;

const testText = (command: string, time: string, indent: string): string =>
  `${indent}<test>\n${indent}  <cmd>${text(command)}</cmd>\n${indent}  <tStart>${time}</tStart>\n${indent}  <tEnd>${time}</tEnd>\n${indent}</test>`;

function resultText(check: CheckResult, time: string): string {
  const indent = "      ";
  const lines = check.findings.flatMap(({ severity, message, evidence, fix }) => [
    `${severity}: ${message}`,
    ...(evidence === "" ? [] : [`saw: ${evidence}`]),
    ...(fix === "" ? [] : [`fix: ${fix}`]),
  ]);
  const warnings = check.findings.filter(({ severity }) => severity === "warning");
  return [
    `${indent}<OSGTestResult id="${attribute(check.id)}" version="${version}">`,
    testText(`glidein validate --only ${check.id}`, time, `${indent}  `),
    `${indent}  <result>`,
    `${indent}    <status>${check.status === "fail" ? "ERROR" : "OK"}</status>`,
    ...(check.status === "fail" ? [metric("failure", classOf(check), time, `${indent}    `)] : []),
    ...warnings.map(({ message }) => metric("warning", message, time, `${indent}    `)),
    `${indent}  </result>`,
    `${indent}  <detail>`,
    ...(lines.length === 0 ? [check.title] : lines).map((line) => `${indent}     ${text(line)}`),
    `${indent}  </detail>`,
    `${indent}</OSGTestResult>`,
  ].join("\n");
}
