import { err, ok, type Result } from "../../model/result.ts";
import { atCharacter, type Refusal, refusal } from "../refusal.ts";
import { textFaultOrSize } from "../text-fault.ts";
import { tokenize } from "./lexer.ts";
import { syntaxProblem } from "./syntax.ts";
import type { Token } from "./token.ts";

export type ClassAdValue =
  | { readonly kind: "integer" | "real"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "undefined" | "error" };

/** A literal, or an expression whose value only HTCondor can tell. */
export type ReadValue = ClassAdValue | { readonly kind: "expression"; readonly text: string };

/**
 * A value as a ClassAd literal, for an ad in HTCondor's line format or for a knob that becomes an attribute. A
 * string that ends in a backslash is one only where nothing follows it, see `stringOperand`.
 */
export function classAdLiteral(value: ClassAdValue): Result<string, Refusal> {
  switch (value.kind) {
    case "integer":
      return Number.isSafeInteger(value.value)
        ? ok(String(value.value + 0))
        : err(refusal("", "a number that is not exact", "a whole number below 2^53"));
    case "real":
      return Number.isFinite(value.value)
        ? ok(realLiteral(value.value))
        : err(refusal("", "not a number", "a finite number"));
    case "string":
      return stringLiteral(value.value);
    case "boolean":
      return ok(value.value ? "True" : "False");
    case "undefined":
      return ok("Undefined");
    case "error":
      return ok("Error");
    default:
      return value satisfies never;
  }
}

/** Without a fraction or an exponent it would be an integer. */
function realLiteral(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/u.test(text) ? text : `${text}.0`;
}

function stringLiteral(text: string): Result<string, Refusal> {
  const fault = textFaultOrSize(text);
  if (fault !== null) return err(fault);
  const lineBreak = text.indexOf("\n");
  if (lineBreak >= 0)
    return err(refusal(atCharacter(lineBreak), "a line break, which ends an attribute", "text on one line"));
  return ok(`"${text.replaceAll('"', '\\"')}"`);
}

/** A string literal to be joined with other text: a quote after a backslash would not close it there. */
export function stringOperand(text: string): Result<string, Refusal> {
  if (text.endsWith("\\"))
    return err(refusal(atCharacter(text.length - 1), "a backslash at the end", "text that ends in another character"));
  return stringLiteral(text);
}

/** The value of a literal, or the expression; all of the text or nothing. */
export function readValue(text: string): Result<ReadValue, Refusal> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const problem = syntaxProblem(tokens.value);
  if (problem !== null) return err(problem);
  const [first, second] = tokens.value;
  const value = first !== undefined && second?.kind === "end" ? literalValue(first) : null;
  return ok(value ?? { kind: "expression", text: text.trim() });
}

/** Null for what is no literal, and for an integer that is not exact here. */
export function literalValue(token: Token): ClassAdValue | null {
  switch (token.kind) {
    case "integer":
      // Beyond 2^53 a number here is not the number there any more.
      return Number.isSafeInteger(token.value) ? { kind: "integer", value: token.value } : null;
    case "real":
      return { kind: "real", value: token.value };
    case "string":
      return { kind: "string", value: token.value };
    case "boolean":
      return { kind: "boolean", value: token.value };
    case "undefined":
    case "error":
      return { kind: token.kind };
    case "identifier":
    case "operator":
    case "end":
      return null;
    default:
      return token satisfies never;
  }
}
