import {
  type Metric,
  resultDocument,
  resultLines,
  type ScriptResult,
  xmlMoment,
} from "../../parse/gwms/result-document.ts";
import { xmlReportText } from "../../parse/xml-text.ts";
import { encoded, stamp } from "./factory-log.ts";

export interface FinalInput {
  readonly status: number;
  readonly startedAt: number;
  /** When the failure was there; the hold comes after it. */
  readonly decidedAt: number;
  readonly endedAt: number;
  readonly startDirectory: string;
  readonly results: readonly ScriptResult[];
  /** The result that the end is due to; null when nothing was run. */
  readonly last: ScriptResult | null;
  /** About the node, for the operator; in this order. */
  readonly node: readonly (readonly [name: string, value: string])[];
  /** About the pilot, only in the long document. */
  readonly pilot: readonly (readonly [name: string, value: string])[];
}

/** The last words on standard output and standard error, in which the factory finds the end, its status and its cause. */
export function finalWords(input: FinalInput): { readonly stdout: string; readonly stderr: string } {
  const seconds = Math.max(0, Math.floor(input.endedAt - input.startedAt));
  const simple = documentOf(input, false);
  const long = documentOf(input, true);
  return {
    stdout: [
      `=== Glidein ending ${stamp(input.endedAt)} with code ${input.status} after ${seconds} ===`,
      "",
      "=== XML description of glidein activity ===",
      ...simple,
      "=== End XML description of glidein activity ===",
      "",
    ].join("\n"),
    stderr: [
      "",
      "=== Encoded XML description of glidein activity ===",
      `${encoded(`${long.join("\n")}\n`)}=== End encoded XML description of glidein activity ===`,
      "",
    ].join("\n"),
  };
}

function documentOf(input: FinalInput, long: boolean): readonly string[] {
  const env = ([name, value]: readonly [string, string]): string =>
    `    <env name="${name}">${xmlReportText(value)}</env>`;
  const subtests = input.results.flatMap(resultDocument);
  return [
    '<?xml version="1.0"?>',
    '<OSGTestResult id="glidein_startup.sh" version="4.3.1">',
    ...(long && subtests.length > 0
      ? [
          "  <subtestlist>",
          "    <OSGTestResults>",
          ...subtests.map((line) => `      ${line}`),
          "    </OSGTestResults>",
          "  </subtestlist>",
        ]
      : []),
    "  <operatingenvironment>",
    ...(long ? input.pilot.map(env) : []),
    ...input.node.map(env),
    `    <env name="cwd">${xmlReportText(input.startDirectory)}</env>`,
    "  </operatingenvironment>",
    "  <test>",
    ...(long ? ["    <cmd>glidein_startup.sh</cmd>"] : []),
    `    <tStart>${xmlMoment(input.startedAt)}</tStart>`,
    `    <tEnd>${xmlMoment(input.decidedAt)}</tEnd>`,
    "  </test>",
    ...verdict(input),
    "</OSGTestResult>",
  ];
}

function verdict({ status, last, decidedAt }: FinalInput): readonly string[] {
  if (last === null) return resultLines(status === 0, [], "No detail. Could not find source XML file.");
  if (status === 0) return resultLines(true, last.metrics, null);
  const test: Metric = { name: "TestID", value: last.id, at: xmlMoment(decidedAt) };
  return resultLines(false, [test, ...last.metrics], `Validation failed in ${last.id}.\n\n${last.detail ?? ""}`);
}
