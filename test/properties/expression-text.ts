import fc from "fast-check";
import { writableText } from "./hostile-text.ts";

const atoms = fc.oneof(
  fc.constantFrom(
    "a",
    "TARGET.RequestCpus",
    "MY.x",
    ".y",
    "'odd name'",
    "true",
    "FALSE",
    "undefined",
    "error",
    "time()",
    "{}",
    "{1, 2}",
    "[a = 1; b = 2]",
  ),
  fc.constantFrom(
    "0",
    "5",
    "-5",
    "1.5",
    ".5",
    "1e3",
    "-2.5E-3",
    "9223372036854775807",
    "f(a; b)",
    'strcat("a", b)',
    "a[0]",
    "[]",
  ),
  writableText.map((text) => `"${text.replace(/\\+$/u, "").replaceAll('"', '\\"')}"`),
);
const operators = fc.constantFrom(
  ...[
    "||",
    "&&",
    "|",
    "^",
    "&",
    "==",
    "!=",
    "=?=",
    "=!=",
    "is",
    "isnt",
    "<",
    "<=",
    ">",
    ">=",
    "<<",
    ">>",
    ">>>",
    "+",
    "-",
    "*",
    "/",
    "%",
  ],
);
const blank = fc.constantFrom("", " ", "\t", "\n", "  ");

/** Expressions that are right. */
export const rightExpression: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atoms,
    fc.tuple(tie("e"), operators, tie("e")).map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc.tuple(fc.constantFrom("-", "+", "~", "!", "- -"), blank, atoms).map((parts) => parts.join("")),
    fc.tuple(blank, tie("e"), blank).map(([before, e, after]) => `(${before}${e}${after})`),
    fc.tuple(tie("e"), tie("e"), tie("e")).map(([condition, yes, no]) => `(${condition}) ? (${yes}) : (${no})`),
    fc.tuple(tie("e"), tie("e")).map(([left, right]) => `(${left}) ?: (${right})`),
    fc.array(tie("e"), { maxLength: 3 }).map((list) => `ifThenElse(${list.join(", ")})`),
  ),
})).e;

const pieces = fc.constantFrom(
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "a",
    "1",
    ".",
    ",",
    ";",
    "?",
    ":",
    "?:",
    "-",
    "!",
    "+",
    "=",
    "==",
    "=?=",
    "=!",
    "=?",
    "//",
    "/*",
    "*/",
    '"',
    "'",
  ],
  ...["x", "is", "true", "0x1", "007", "1.", "1e", "5a", "$(A)", "&", "&&", "\\", '\\"', "é", "#", "@", " ", "\n"],
);

/** Expressions, right ones with something in the way, and sequences of what they are made of. */
export const expressionText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: rightExpression },
  {
    weight: 1,
    arbitrary: fc.tuple(rightExpression, fc.nat(), pieces).map(([text, at, piece]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place);
    }),
  },
  { weight: 1, arbitrary: fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join(" ")) },
  { weight: 1, arbitrary: fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join("")) },
);
