import { atCharacter, type Refusal, refusal } from "../refusal.ts";
import type { Token } from "./token.ts";

/** HTCondor 25 gives up at a depth of 500, of which each level here takes three. */
const deepest = 100;
const binary = new Set([
  ...["||", "&&", "|", "^", "&", "==", "!=", "=?=", "=!=", "is", "isnt"],
  ...["<", "<=", ">", ">=", "<<", ">>", ">>>", "+", "-", "*", "/", "%"],
]);
const unary = new Set(["-", "+", "~", "!"]);

/** Null when the tokens up to the end are one expression. */
export function syntaxProblem(tokens: readonly Token[]): Refusal | null {
  const state: State = { tokens, at: 0, depth: 0 };
  return expression(state) ?? (peek(state).kind === "end" ? null : unexpected(state, "the end, or an operator"));
}

interface State {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** Each of these moves past what it names and gives null, or says what stands there instead. */
type Rule = (state: State) => Refusal | null;

const peek = (state: State): Token => state.tokens[state.at] ?? { kind: "end", start: 0, end: 0 };
const isOperator = (token: Token, ...values: string[]): boolean =>
  token.kind === "operator" && values.includes(token.value);

const expression: Rule = (state) =>
  deeper(state, () => {
    for (;;) {
      const problem = operand(state);
      if (problem !== null) return problem;
      const token = peek(state);
      // Which operator binds tighter decides what a text means, never whether it is an expression.
      if (token.kind === "operator" && binary.has(token.value)) state.at++;
      else break;
    }
    if (!isOperator(peek(state), "?")) return null;
    state.at++;
    return expression(state) ?? symbol(state, ":") ?? expression(state);
  });

const operand: Rule = (state) => {
  const token = peek(state);
  if (token.kind !== "operator" || !unary.has(token.value)) return postfix(state);
  state.at++;
  return deeper(state, () => operand(state));
};

const postfix: Rule = (state) => {
  let problem = primary(state);
  while (problem === null) {
    const token = peek(state);
    if (!isOperator(token, ".", "[", "?:")) return null;
    state.at++;
    if (isOperator(token, ".")) problem = identifier(state);
    else if (isOperator(token, "[")) problem = expression(state) ?? symbol(state, "]");
    // After `?:` HTCondor 25 takes no sign and no `!`, so none is taken here.
    else problem = deeper(state, () => postfix(state));
  }
  return problem;
};

const primary: Rule = (state) => {
  const token = peek(state);
  state.at++;
  if (token.kind === "identifier") return isOperator(peek(state), "(") ? list(state, ")", [",", ";"]) : null;
  if (isOperator(token, ".")) return identifier(state);
  if (isOperator(token, "(")) return expression(state) ?? symbol(state, ")");
  state.at--;
  if (isOperator(token, "{")) return list(state, "}", [","]);
  if (isOperator(token, "[")) return nestedAd(state);
  if (token.kind === "operator" || token.kind === "end") return unexpected(state, "a value, a name or (");
  state.at++;
  return null;
};

/** From the opening bracket to the closing one. */
function list(state: State, close: string, separators: readonly string[]): Refusal | null {
  state.at++;
  if (isOperator(peek(state), close)) return symbol(state, close);
  for (;;) {
    const problem = expression(state);
    if (problem !== null) return problem;
    if (!isOperator(peek(state), ...separators)) return symbol(state, close);
    state.at++;
  }
}

function nestedAd(state: State): Refusal | null {
  state.at++;
  while (!isOperator(peek(state), "]")) {
    const problem = identifier(state) ?? symbol(state, "=") ?? expression(state);
    if (problem !== null) return problem;
    if (!isOperator(peek(state), ";")) break;
    while (isOperator(peek(state), ";")) state.at++;
  }
  return symbol(state, "]");
}

const identifier: Rule = (state) => {
  if (peek(state).kind !== "identifier") return unexpected(state, "a name");
  state.at++;
  return null;
};

function symbol(state: State, value: string): Refusal | null {
  if (!isOperator(peek(state), value)) return unexpected(state, value);
  state.at++;
  return null;
}

function deeper(state: State, rule: () => Refusal | null): Refusal | null {
  if (state.depth >= deepest)
    return refusal(atCharacter(peek(state).start), "nested too deep", `at most ${deepest} levels`);
  state.depth++;
  const problem = rule();
  state.depth--;
  return problem;
}

const kinds = {
  ...{ integer: "a number", real: "a number", string: "a string", identifier: "a name" },
  ...{ boolean: "a boolean", undefined: "UNDEFINED", error: "ERROR", end: "the end" },
} as const;

function unexpected(state: State, expected: string): Refusal {
  const token = peek(state);
  const found = token.kind === "operator" ? token.value : kinds[token.kind];
  return refusal(atCharacter(token.start), `${found} stands where it cannot`, expected);
}
