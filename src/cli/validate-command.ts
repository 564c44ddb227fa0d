import type { CommandLine } from "../cli.ts";
import { exitTable } from "../exit.ts";
import type { CheckResult } from "../model/check.ts";
import { preview } from "../run/observe.ts";
import { look } from "./look.ts";

/** `glidein validate`: 0 when the node passes or is degraded, 71 when a check failed; `--strict` counts degraded as failed. */
export async function validateCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const seen = await look(line, options);
  if (typeof seen === "number") return seen;
  const { checks } = preview(seen.facts, seen.settings, false);
  const warnOnly = seen.settings.GLIDEIN_Warn_Only.value;
  const verdict = verdictOf(checks, warnOnly);
  const format = options["format"] ?? (line.output.stdoutIsTerminal ? "table" : "json");
  if (format === "json")
    line.output.result(`${JSON.stringify({ schema: "glidein.validation/1", verdict, checks }, null, 2)}\n`);
  else line.output.result((await import("./render-validation.ts")).validationText(checks, verdict, line.output));
  return verdict === "fail" || (verdict === "degraded" && options["strict"] === true) ? exitTable.node.status : 0;
}

export function verdictOf(checks: readonly CheckResult[], warnOnly: readonly string[]): "pass" | "degraded" | "fail" {
  if (checks.some(({ id, status }) => status === "fail" && !warnOnly.includes(id))) return "fail";
  return checks.some(({ status }) => status === "fail" || status === "warn") ? "degraded" : "pass";
}
