import type { ClassAdValue } from "./literal.ts";

/** A ClassAd value; `unknown` is one that only HTCondor can tell (the time, a function that is not known here). */
export type Value = ClassAdValue | { readonly kind: "unknown" };

export const unknown: Value = { kind: "unknown" };
export const undefinedValue: Value = { kind: "undefined" };
export const errorValue: Value = { kind: "error" };
const truth = (value: boolean): Value => ({ kind: "boolean", value });
/** Beyond 2^53 a number here is not HTCondor's any more. */
export const integer = (value: number): Value =>
  Number.isSafeInteger(value) ? { kind: "integer", value: value + 0 } : unknown;

/** `a OPERATOR b` for the operators of numbers, of comparison and of strict comparison. */
export function binaryOperator(operator: string, a: Value, b: Value): Value {
  if (a.kind === "unknown" || b.kind === "unknown") return unknown;
  if (operator === "=?=" || operator === "is") return truth(identical(a, b));
  if (operator === "=!=" || operator === "isnt") return truth(!identical(a, b));
  if (a.kind === "error" || b.kind === "error") return errorValue;
  if (a.kind === "undefined" || b.kind === "undefined") return undefinedValue;
  if (isNumber(a) && isNumber(b)) return ofNumbers(operator, a, b);
  if (a.kind === "string" && b.kind === "string")
    return compare(operator, a.value.toLowerCase(), b.value.toLowerCase());
  // HTCondor lets booleans and numbers mix in ways that changed between versions.
  return unknown;
}

/** AND and OR decide with one operand when that is enough, whatever the other is. */
export function logicOperator(operator: "&&" | "||", a: Value, b: () => Value): Value {
  const enough = operator === "||";
  const first = truthOf(a);
  if (first.kind === "boolean") return first.value === enough ? first : truthOf(b());
  if (first.kind !== "undefined") return first;
  const second = truthOf(b());
  return second.kind === "boolean" && second.value !== enough ? undefinedValue : second;
}

/** HTCondor takes a number for a truth value in some places and versions and not in others. */
const truthOf = (value: Value): Value =>
  value.kind === "boolean" || value.kind === "undefined" || value.kind === "error" ? value : unknown;

export function not(a: Value): Value {
  const value = truthOf(a);
  return value.kind === "boolean" ? truth(!value.value) : value;
}

export function negative(a: Value): Value {
  if (a.kind === "integer") return integer(-a.value);
  if (a.kind === "real") return { kind: "real", value: -a.value };
  return a.kind === "undefined" || a.kind === "error" ? a : unknown;
}

export const positive = (a: Value): Value =>
  isNumber(a) || a.kind === "undefined" || a.kind === "error" ? a : unknown;

type NumberValue = Extract<Value, { readonly kind: "integer" | "real" }>;

export const isNumber = (value: Value): value is NumberValue => value.kind === "integer" || value.kind === "real";

/** `=?=`: the same type and the same value; a string's case counts. */
const identical = (a: ClassAdValue, b: ClassAdValue): boolean =>
  a.kind === b.kind && (!("value" in a) || !("value" in b) || a.value === b.value);

function ofNumbers(operator: string, a: NumberValue, b: NumberValue): Value {
  const whole = a.kind === "integer" && b.kind === "integer";
  const result = arithmetic(operator, a.value, b.value);
  if (result === null) return compare(operator, a.value, b.value);
  if (whole) return b.value === 0 && /[/%]/u.test(operator) ? errorValue : integer(Math.trunc(result));
  if (operator === "%") return errorValue;
  return Number.isFinite(result) ? { kind: "real", value: result } : unknown;
}

function arithmetic(operator: string, a: number, b: number): number | null {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    default:
      return null;
  }
}

function compare<T extends number | string>(operator: string, a: T, b: T): Value {
  switch (operator) {
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "<":
      return truth(a < b);
    case "<=":
      return truth(a <= b);
    case ">":
      return truth(a > b);
    case ">=":
      return truth(a >= b);
    default:
      return unknown;
  }
}
