import { type Failure, failure } from "../../model/failure.ts";
import { describeSource, type Sourced } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { checkExpression } from "../../parse/classad/expression.ts";
import { printable } from "../../parse/printable.ts";
import { describeRefusal } from "../../parse/refusal.ts";

/** An expression that somebody wrote, or null when it was not set. */
export interface Part {
  readonly name: string;
  readonly written: Sourced<string | null>;
}

/** Expressions of ours, which are correct, and of others, which are not until they were checked. */
export interface Parts {
  readonly ours: readonly string[];
  readonly written: readonly Part[];
}

/**
 * All parts joined by an operator, each in parentheses of its own, so that none can change the meaning of another; or
 * every part that is no expression, by name. Null when there is no part.
 */
export function compose(operator: "&&" | "||" | "+", parts: Parts): Result<string | null, readonly Failure[]> {
  const problems: Failure[] = [];
  const operands = [...parts.ours];
  for (const { name, written } of parts.written) {
    if (written.value === null || written.value.trim() === "") continue;
    const checked = checkExpression(written.value);
    if (checked.ok) operands.push(checked.value);
    else problems.push(broken(name, written, written.value, describeRefusal(checked.error)));
  }
  if (problems.length > 0) return err(problems);
  return ok(operands.length === 0 ? null : operands.map((operand) => `(${operand})`).join(` ${operator} `));
}

const broken = (name: string, { source }: Sourced<unknown>, text: string, problem: string): Failure =>
  failure(
    "SETTING_INVALID",
    `${name} (${describeSource(source)})`,
    `"${printable(text, 120)}" is not a ClassAd expression: ${problem}`,
    `Correct ${name}, or leave it out.`,
    {
      expected: "one ClassAd expression",
    },
  );
