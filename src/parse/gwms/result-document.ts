import { describeInstant } from "../../model/instant.ts";
import { xmlReportAttribute, xmlReportText } from "../xml-text.ts";

/** How one script went, as it is kept for the factory. */
export interface ScriptResult {
  /** `PART/SCRIPT`. */
  readonly id: string;
  readonly directory: string;
  readonly command: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly ok: boolean;
  readonly metrics: readonly Metric[];
  readonly detail: string | null;
}

export interface Metric {
  readonly name: string;
  readonly value: string;
  readonly at: string;
}

/** What a script may say of itself, in `otrb_output.xml`. */
export type SaidResult = Pick<ScriptResult, "metrics" | "detail">;

const longest = 1_048_576;
const mostMetrics = 1000;

/**
 * The result that a script left; null when it left none, a broken one, or one that contradicts its exit status. The
 * tools that write it do not escape, so what looks like a reference stays one and everything else is text.
 */
export function readResultDocument(text: string, ok: boolean): SaidResult | null {
  if (text.length > longest) return null;
  const whole =
    /<OSGTestResult\s[^>]*>/u.test(text) &&
    text.includes("<result>") &&
    text.includes("</result>") &&
    text.includes("</OSGTestResult>");
  const status = /<status>\s*([A-Za-z]*)\s*<\/status>/u.exec(text)?.[1];
  if (!whole || status === undefined || (status === "OK") !== ok) return null;
  const metrics: Metric[] = [];
  for (const [, attributes = "", value = ""] of text.matchAll(/<metric\s([^>]*)>([^\n]*?)<\/metric>/gu)) {
    if (metrics.length >= mostMetrics) break;
    metrics.push({ name: attribute(attributes, "name"), at: attribute(attributes, "ts"), value: unescape(value) });
  }
  const from = text.indexOf("<detail>");
  const to = text.lastIndexOf("</detail>");
  const detail = from >= 0 && to > from ? unescape(text.slice(from + 8, to)) : null;
  return { metrics, detail: detail === null ? null : withoutIndent(detail) };
}

const attribute = (text: string, name: string): string =>
  unescape(new RegExp(`\\b${name}="([^"]*)"`, "u").exec(text)?.[1] ?? "");

const withoutIndent = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};
const unescape = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|apos);/gu, (found) => entities[found] ?? found);

/** `2026-03-01T12:00:00+00:00`, as the factory's tools read it. */
export const xmlMoment = (epochSeconds: number): string => describeInstant(epochSeconds).replace(/Z$/u, "+00:00");

/** The lines of one script's result, without the XML declaration. */
export function resultDocument(result: ScriptResult): readonly string[] {
  return [
    `<OSGTestResult id="${xmlReportAttribute(result.id)}" version="4.3.1">`,
    "  <operatingenvironment>",
    `    <env name="cwd">${xmlReportText(result.directory)}</env>`,
    "  </operatingenvironment>",
    "  <test>",
    `    <cmd>${xmlReportText(result.command)}</cmd>`,
    `    <tStart>${xmlMoment(result.startedAt)}</tStart>`,
    `    <tEnd>${xmlMoment(result.endedAt)}</tEnd>`,
    "  </test>",
    ...resultLines(result.ok, result.metrics, result.detail),
    "</OSGTestResult>",
  ];
}

/** Status, metrics and detail, each metric on a line of its own: the factory's tools read lines. */
export function resultLines(ok: boolean, metrics: readonly Metric[], detail: string | null): readonly string[] {
  return [
    "  <result>",
    `    <status>${ok ? "OK" : "ERROR"}</status>`,
    ...metrics.map(
      ({ name, at, value }) =>
        `    <metric name="${xmlReportAttribute(name)}" ts="${xmlReportAttribute(at)}" uri="local">${xmlReportText(value.replaceAll(/[\r\n]+/gu, " "))}</metric>`,
    ),
    "  </result>",
    ...(detail === null
      ? []
      : ["  <detail>", ...detail.split("\n").map((line) => `    ${xmlReportText(line)}`), "  </detail>"]),
  ];
}
