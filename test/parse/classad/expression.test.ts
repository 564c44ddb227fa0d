import { describe, expect, test } from "vitest";
import { checkExpression } from "../../../src/parse/classad/expression.ts";
import { describeRefusal } from "../../../src/parse/refusal.ts";

const outcome = (text: string): string => {
  const result = checkExpression(text);
  return result.ok ? result.value : describeRefusal(result.error);
};

test.each([
  "True",
  "a && b || !c",
  "TARGET.RequestCpus <= MY.Cpus",
  "ifThenElse(DynamicSlot =?= True, 3600, -1)",
  "(time() + 60 * (TARGET.MaxWallTimeMins ?: 0)) < GLIDEIN_ToDie",
  "a ? b : c ? d : e",
  "x[0].y ?: z ?: 1",
  '{1, {}, [a = 1; b = "x";;]}',
  "[]",
  "f() + g(a; b)",
  ".a.b",
  "- - +~!5",
  'member("x", {"x"}) is true',
  'regexp("^a$", Name)',
  "'odd name'(1)",
])("%s is an expression", (text) => {
  expect(outcome(text)).toBe(text);
});

test.each([
  ["", "character 1: the end stands where it cannot; expected a value, a name or ("],
  ["(a", "character 3: the end stands where it cannot; expected )"],
  ["a)", "character 2: ) stands where it cannot; expected the end, or an operator"],
  ["a b", "character 3: a name stands where it cannot; expected the end, or an operator"],
  ["a ||", "character 5: the end stands where it cannot; expected a value, a name or ("],
  ["a = 1", "character 3: = stands where it cannot; expected the end, or an operator"],
  ["a ? b", "character 6: the end stands where it cannot; expected :"],
  ["a ? b : c d", "character 11: a name stands where it cannot; expected the end, or an operator"],
  ["a.1", "character 2: a number stands where it cannot; expected the end, or an operator"],
  ["a.true", "character 3: a boolean stands where it cannot; expected a name"],
  [".", "character 2: the end stands where it cannot; expected a name"],
  ["a[1", "character 4: the end stands where it cannot; expected ]"],
  ["f(a,)", "character 5: ) stands where it cannot; expected a value, a name or ("],
  ["{a; b}", "character 3: ; stands where it cannot; expected }"],
  ["[a = 1, b = 2]", "character 7: , stands where it cannot; expected ]"],
  ["[1 = a]", "character 2: a number stands where it cannot; expected a name"],
  ["[a 1]", "character 4: a number stands where it cannot; expected ="],
  ["a ?: !b", "character 6: ! stands where it cannot; expected a value, a name or ("],
  ["True) && (True", "character 5: ) stands where it cannot; expected the end, or an operator"],
])("%j is refused with its place", (text, problem) => {
  expect(outcome(text)).toBe(problem);
});

describe("an expression that will be joined with others", () => {
  test("comes on one line", () => {
    expect(outcome('  a\n  &&\t"x\ty"\r\n')).toBe('a && "x\ty"');
  });

  test("holds no string that only the end of the text closes", () => {
    expect(outcome('Name == "a\\"')).toMatch(/^character 11: a backslash at the end of a string/u);
    expect(outcome('Name == "a\\"\n && b')).toMatch(/a backslash at the end of a string/u);
  });

  test("holds no comment", () => {
    expect(outcome("a // b")).toMatch(/a comment/u);
  });
});

test.each(["(", "!", "- ", "{", "f(", "[a=", "a ? ", "a ?: "])(
  "is refused when %j nests deeper than HTCondor goes",
  (open) => {
    expect(outcome(open.repeat(101))).toMatch(/nested too deep; expected at most 100 levels$/u);
  },
);

test("a long row of operators is not deep", () => {
  expect(checkExpression(Array.from({ length: 5000 }, (_, index) => `a${index}`).join(" || ")).ok).toBe(true);
});
