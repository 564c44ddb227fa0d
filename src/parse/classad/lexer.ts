import { err, ok, type Result } from "../../model/result.ts";
import { atCharacter, type Refusal, refusal } from "../refusal.ts";
import { textFaultOrSize } from "../text-fault.ts";
import { quotedAt } from "./quoted.ts";
import type { Token } from "./token.ts";

const blanks = /[ \t\n\v\f\r]*/y;
const number = /-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const operator = />>>|=\?=|=!=|\?[ \t\n\v\f\r]*:|&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%~^?:;,[\](){}&|<>!.=]/y;
/** After these a minus is between two operands, not a sign. */
const ending = new Set([")", "]", "}", "."]);

/**
 * The tokens of an expression in the syntax of HTCondor's ads and configuration ("old" ClassAds): strings know no
 * escape but `\"`, numbers no octal and no hexadecimal. Stricter than HTCondor where it helps to be: comments are
 * refused, because one would swallow what an expression is joined with, and so are numbers that run into a word.
 */
export function tokenize(text: string): Result<readonly Token[], Refusal> {
  const fault = textFaultOrSize(text);
  if (fault !== null) return err(fault);
  const tokens: Token[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const token = nextToken(text, at, tokens.at(-1));
    if (!token.ok) return token;
    tokens.push(token.value);
    at = skipBlanks(text, token.value.end);
  }
  return ok([...tokens, { kind: "end", start: text.length, end: text.length }]);
}

function nextToken(text: string, start: number, before: Token | undefined): Result<Token, Refusal> {
  const first = text.charAt(start);
  if (first === '"' || first === "'") {
    const quoted = quotedAt(text, start);
    if (quoted === null) return err(refusal(atCharacter(start), "a quote that is not closed", `${first} at the end`));
    return ok({ kind: first === '"' ? "string" : "identifier", ...quoted, start });
  }
  if (/^\/[/*]/u.test(text.slice(start, start + 2)))
    return err(refusal(atCharacter(start), "a comment", "an expression without comments"));
  const digits = first !== "-" || !endsOperand(before) ? match(number, text, start) : null;
  if (digits !== null) return numberToken(digits, start, text.charAt(start + digits.length));
  const name = match(word, text, start);
  if (name !== null) return ok(wordToken(name, start));
  const symbol = match(operator, text, start);
  if (symbol === null) return err(refusal(atCharacter(start), "a character that begins nothing", "an expression"));
  return ok({
    kind: "operator",
    value: symbol.startsWith("?") && symbol !== "?" ? "?:" : symbol,
    start,
    end: start + symbol.length,
  });
}

function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.kind === "operator" ? ending.has(token.value) : true;
}

function numberToken(digits: string, start: number, next: string): Result<Token, Refusal> {
  if (/[A-Za-z0-9_.]/u.test(next) || /^-?0[0-9]/u.test(digits)) {
    return err(
      refusal(
        atCharacter(start),
        "a number that is not one",
        "digits without a leading zero, with a fraction or an exponent that is complete",
      ),
    );
  }
  const real = /[.eE]/u.test(digits);
  const value = Number(digits);
  // HTCondor's integers have 64 bits; it reads a longer one as 0 without a word.
  const exact = real ? Number.isFinite(value) : BigInt(digits) >= -(2n ** 63n) && BigInt(digits) < 2n ** 63n;
  if (!exact)
    return err(
      refusal(atCharacter(start), "a number that is too large", "a 64-bit integer or a double-precision real"),
    );
  return ok({ kind: real ? "real" : "integer", value, start, end: start + digits.length });
}

function wordToken(name: string, start: number): Token {
  const place = { start, end: start + name.length };
  const lower = name.toLowerCase();
  if (lower === "true" || lower === "false") return { kind: "boolean", value: lower === "true", ...place };
  if (lower === "undefined" || lower === "error") return { kind: lower, ...place };
  if (lower === "is" || lower === "isnt") return { kind: "operator", value: lower, ...place };
  return { kind: "identifier", value: name, ...place };
}

const skipBlanks = (text: string, at: number): number => at + (match(blanks, text, at) ?? "").length;

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
