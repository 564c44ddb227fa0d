import type { Output } from "../output.ts";
import { validationJson } from "./render-json.ts";
import type { ValidationReport } from "./report.ts";

export const reportFormats = ["table", "json", "junit", "osg-xml", "html", "nagios", "startd-cron"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Forms for a program that expects an answer each time, also when nothing changed. */
export const isPluginFormat = (format: ReportFormat): boolean => format === "nagios" || format === "startd-cron";

/** Each form is loaded when it is asked for. */
export async function render(format: ReportFormat, report: ValidationReport, output: Output): Promise<string> {
  switch (format) {
    case "json":
      return validationJson(report);
    case "table":
      return (await import("./render-table.ts")).validationText(report, output);
    case "junit":
      return (await import("./render-junit.ts")).validationJunit(report);
    case "osg-xml":
      return (await import("./render-osg-xml.ts")).validationOsgXml(report);
    case "html": {
      const { catalogue } = await import("../../../validation/index.ts");
      return (await import("./render-html.ts")).validationHtml(report, catalogue);
    }
    case "nagios":
      return (await import("./render-nagios.ts")).validationNagios(report);
    case "startd-cron":
      return (await import("./render-startd-cron.ts")).validationStartdCron(report);
    default:
      return format satisfies never;
  }
}
