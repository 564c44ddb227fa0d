import pc from "picocolors";
import type { CheckResult } from "../model/check.ts";
import type { Output } from "./output.ts";

const order = { pass: 0, skip: 1, warn: 2, fail: 3 } as const;

/** One line a check, worst last, each problem with its evidence and fix, and the verdict in the last line. */
export function validationText(
  checks: readonly CheckResult[],
  verdict: "pass" | "degraded" | "fail",
  output: Output,
): string {
  const colours = pc.createColors(output.colour);
  const symbol = {
    pass: colours.green("✓"),
    skip: colours.dim("–"),
    warn: colours.yellow("!"),
    fail: colours.red("✗"),
  };
  const lines = checks
    .toSorted((a, b) => order[a.status] - order[b.status])
    .flatMap(({ id, title, status, findings }) => [
      `${symbol[status]} ${title} ${colours.dim(`[${id}]`)}`,
      ...findings.flatMap(({ message, evidence, fix }) => [
        `    ${message}`,
        ...(evidence === "" ? [] : [colours.dim(`    saw: ${evidence}`)]),
        ...(fix === "" ? [] : [`    fix: ${fix}`]),
      ]),
    ]);
  const failed = checks.filter(({ status }) => status === "fail").length;
  const warned = checks.filter(({ status }) => status === "warn").length;
  const word = {
    pass: colours.green("This node can run glideins."),
    degraded: colours.yellow(`This node can run glideins, with ${warned + failed} warnings.`),
    fail: colours.red(`This node cannot run glideins: ${failed} checks failed.`),
  };
  return `${[...lines, "", word[verdict]].join("\n")}\n`;
}
