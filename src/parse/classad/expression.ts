import { err, ok, type Result } from "../../model/result.ts";
import { atCharacter, type Refusal, refusal } from "../refusal.ts";
import { tokenize } from "./lexer.ts";
import { syntaxProblem } from "./syntax.ts";
import type { Token } from "./token.ts";

/**
 * Whether HTCondor 23.9 and 25 both parse this text as one ClassAd expression, to its end; the value is the text on
 * one line, without blanks around it. Only the syntax: names and functions that nobody knows are no error to
 * HTCondor either, they evaluate to UNDEFINED and ERROR.
 */
export function checkExpression(text: string): Result<string, Refusal> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const problem = syntaxProblem(tokens.value) ?? unsafeString(tokens.value);
  return problem === null ? ok(onOneLine(text, tokens.value)) : err(problem);
}

/** A quote after a backslash closes a string only at the end of a line: joined with anything, the string would go on. */
function unsafeString(tokens: readonly Token[]): Refusal | null {
  const found = tokens.find((token) => token.kind === "string" && token.value.endsWith("\\"));
  if (found === undefined) return null;
  return refusal(
    atCharacter(found.end - 2),
    "a backslash at the end of a string",
    "a string that ends in another character",
  );
}

/** Line breaks between tokens mean no more than a blank; in strings they stay. */
function onOneLine(text: string, tokens: readonly Token[]): string {
  const parts: string[] = [];
  let end = tokens[0]?.start ?? 0;
  for (const token of tokens.slice(0, -1)) {
    const gap = text.slice(end, token.start);
    parts.push(/[^ ]/u.test(gap) ? " " : gap, text.slice(token.start, token.end));
    end = token.end;
  }
  return parts.join("");
}
