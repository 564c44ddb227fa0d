import { literalValue } from "./literal.ts";
import {
  binaryOperator,
  errorValue,
  integer,
  isNumber,
  logicOperator,
  negative,
  not,
  positive,
  undefinedValue,
  unknown,
  type Value,
} from "./operators.ts";
import type { Token } from "./token.ts";

/** Nothing is evaluated before it is needed: of a choice only one side is. */
type Thunk = () => Value;

/** From the loosest to the tightest; those of one row bind alike, from the left. */
const precedence: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!=", "=?=", "=!=", "is", "isnt"],
  ["<", "<=", ">", ">="],
  ["<<", ">>", ">>>"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** What the tokens of one correct expression come to; `attribute` gives the values of names. */
export function calculation(tokens: readonly Token[], attribute: (name: string) => Value): Thunk {
  const reader = new Reader(tokens, attribute);
  const result = reader.expression();
  return reader.understood ? result : () => unknown;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #attribute: (name: string) => Value;
  #at = 0;
  #understood = true;

  constructor(tokens: readonly Token[], attribute: (name: string) => Value) {
    this.#tokens = tokens;
    this.#attribute = attribute;
  }

  get understood(): boolean {
    return this.#understood;
  }

  expression(): Thunk {
    const condition = this.#operation(0);
    if (!this.#take("?")) return condition;
    const yes = this.expression();
    this.#take(":");
    return choice(condition, yes, this.expression());
  }

  #operation(level: number): Thunk {
    const operators = precedence[level];
    if (operators === undefined) return this.#operand();
    let left = this.#operation(level + 1);
    for (let operator = this.#take(...operators); operator !== null; operator = this.#take(...operators)) {
      const [a, b, by] = [left, this.#operation(level + 1), operator];
      left = by === "&&" || by === "||" ? () => logicOperator(by, a(), b) : () => binaryOperator(by, a(), b());
    }
    return left;
  }

  #operand(): Thunk {
    const operator = this.#take("-", "+", "!", "~");
    if (operator === null) return this.#postfix();
    const operand = this.#operand();
    if (operator === "-") return () => negative(operand());
    if (operator === "!") return () => not(operand());
    return operator === "+" ? () => positive(operand()) : () => unknown;
  }

  #postfix(): Thunk {
    const value = this.#primary();
    if (this.#take("?:") === null) return this.#isOperator(".", "[") ? this.#rest() : value;
    const other = this.#postfix();
    return () => {
      const first = value();
      return first.kind === "undefined" ? other() : first;
    };
  }

  #primary(): Thunk {
    if (this.#take("(") !== null) {
      const inner = this.expression();
      this.#take(")");
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === "operator" || token.kind === "end") return this.#rest();
    this.#at++;
    if (token.kind !== "identifier") {
      const value = literalValue(token) ?? unknown;
      return () => value;
    }
    if (this.#take("(") !== null) return call(token.value, this.#list());
    return this.#reference(token.value);
  }

  #reference(name: string): Thunk {
    const scoped = this.#isOperator(".") && name.toLowerCase() === "my" ? this.#tokens[this.#at + 1] : undefined;
    if (scoped?.kind !== "identifier") return () => this.#attribute(name);
    this.#at += 2;
    return () => this.#attribute(scoped.value);
  }

  #list(): readonly Thunk[] {
    const items: Thunk[] = [];
    while (this.#take(")", ",", ";") !== ")") {
      const before = this.#at;
      items.push(this.expression());
      if (this.#at === before) break;
    }
    return items;
  }

  /** What is not understood here (lists, nested ads, other scopes) makes all of the text unknown. */
  #rest(): Thunk {
    this.#at = this.#tokens.length;
    this.#understood = false;
    return () => unknown;
  }

  #isOperator(...values: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "operator" && values.includes(token.value);
  }

  #take(...values: readonly string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "operator" || !values.includes(token.value)) return null;
    this.#at++;
    return token.value;
  }
}

function choice(condition: Thunk, yes: Thunk, no: Thunk): Thunk {
  return () => {
    const value = condition();
    if (value.kind === "boolean") return value.value ? yes() : no();
    return value.kind === "undefined" || value.kind === "error" ? value : unknown;
  };
}

function call(name: string, given: readonly Thunk[]): Thunk {
  const [first = () => unknown, second, third] = given;
  switch (name.toLowerCase()) {
    case "ifthenelse":
      return second === undefined || third === undefined ? () => unknown : choice(first, second, third);
    case "isundefined":
      return () => binaryOperator("=?=", first(), undefinedValue);
    case "int":
      return () => rounded(first(), Math.trunc, undefinedValue);
    case "floor":
      return () => rounded(first(), Math.floor, errorValue);
    case "ceiling":
      return () => rounded(first(), Math.ceil, errorValue);
    default:
      return () => unknown;
  }
}

/** HTCondor's `int` hands what is undefined on; to `floor` and `ceiling` it is an error. */
function rounded(value: Value, by: (value: number) => number, ofUndefined: Value): Value {
  if (isNumber(value)) return integer(by(value.value));
  if (value.kind === "undefined") return ofUndefined;
  return value.kind === "error" ? value : unknown;
}
