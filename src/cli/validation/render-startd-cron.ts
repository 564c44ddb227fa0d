import { classAdLiteral } from "../../parse/classad/literal.ts";
import type { ValidationReport } from "./report.ts";

/**
 * Attributes for the slots' ads, as HTCondor's STARTD_CRON reads them: one a line, a line with a dash at the end.
 * `GLIDEIN_Validation_<id>` has an underscore for each hyphen.
 */
export function validationStartdCron({ verdict, checks, node }: ValidationReport): string {
  const ids = (status: string): string =>
    checks
      .filter((check) => check.status === status)
      .map(({ id }) => id)
      .join(",");
  const worst = checks.find(({ status }) => status === "fail") ?? checks.find(({ status }) => status === "warn");
  const finding = worst?.findings.find(({ severity }) => severity !== "info");
  const texts: Readonly<Record<string, string>> = {
    GLIDEIN_Validation: verdict,
    GLIDEIN_Validation_Failed: ids("fail"),
    GLIDEIN_Validation_Warned: ids("warn"),
    GLIDEIN_Validation_Message: finding?.message ?? "",
    GLIDEIN_Validation_Fix: finding?.fix ?? "",
  };
  return [
    ...Object.entries(texts).map(([name, value]) => attribute(name, { kind: "string", value })),
    attribute("GLIDEIN_Validation_Time", { kind: "integer", value: Math.floor(node.time) }),
    ...checks
      .filter(({ status }) => status !== "skip")
      .map(({ id, status }) =>
        attribute(`GLIDEIN_Validation_${id.replaceAll("-", "_")}`, { kind: "boolean", value: status !== "fail" }),
      ),
    "-",
    "",
  ].join("\n");
}

/** What no ad can hold is left undefined rather than changed. */
function attribute(name: string, value: Parameters<typeof classAdLiteral>[0]): string {
  const literal = classAdLiteral(value);
  return `${name} = ${literal.ok ? literal.value : "undefined"}`;
}
