import { describe, expect, test } from "vitest";
import { tokenize } from "../../../src/parse/classad/lexer.ts";

const shown = (text: string): readonly string[] => {
  const tokens = tokenize(text);
  if (!tokens.ok) return [tokens.error.where, tokens.error.problem];
  return tokens.value.slice(0, -1).map((token) => `${token.kind}:${"value" in token ? String(token.value) : ""}`);
};

test("numbers, words, strings and operators have their kinds", () => {
  expect(shown("a 1 1.5 .5 1e3 2.5E-3 true FALSE undefined error is isnt")).toEqual([
    ...["identifier:a", "integer:1", "real:1.5", "real:0.5", "real:1000", "real:0.0025"],
    ...["boolean:true", "boolean:false", "undefined:", "error:", "operator:is", "operator:isnt"],
  ]);
  expect(shown("x =?= y =!= z >>> 1 ? 2 : a ?: b")).toContain("operator:?:");
  expect(shown("a ? : b")).toEqual(["identifier:a", "operator:?:", "identifier:b"]);
});

describe("a minus", () => {
  test.each([
    ["-5", ["integer:-5"]],
    ["(-5)", ["operator:(", "integer:-5", "operator:)"]],
    ["a -5", ["identifier:a", "operator:-", "integer:5"]],
    ["1-5", ["integer:1", "operator:-", "integer:5"]],
    [")-5", ["operator:)", "operator:-", "integer:5"]],
    ["is -.5", ["operator:is", "real:-0.5"]],
    ["- 5", ["operator:-", "integer:5"]],
    ["--5", ["operator:-", "integer:-5"]],
  ])("in %j is a sign only where an operand begins", (text, tokens) => {
    expect(shown(text)).toEqual(tokens);
  });
});

describe("a string", () => {
  test.each([
    ['"a"', "a"],
    ['"a\\"b"', 'a"b'],
    ['"a\\\\"b"', 'a\\"b'],
    ['"\\n\\t\\044"', "\\n\\t\\044"],
    ['"a\\"', "a\\"],
    ['"\\"', "\\"],
    ['""', ""],
    ['"\\""', '"'],
    ['"a\\"\n', "a\\"],
  ])("%j knows no escape but the one for its quote", (text, value) => {
    expect(shown(text)).toEqual([`string:${value}`]);
  });

  test("in single quotes is a name", () => {
    expect(shown("'odd name' == 1")).toEqual(["identifier:odd name", "operator:==", "integer:1"]);
  });
});

test.each([
  ['"a', "character 1", "a quote that is not closed"],
  ['x == "a\\" || y', "character 6", "a quote that is not closed"],
  ["a // b", "character 3", "a comment"],
  ["a /* b */", "character 3", "a comment"],
  ["010", "character 1", "a number that is not one"],
  ["-010", "character 1", "a number that is not one"],
  ["0x10", "character 1", "a number that is not one"],
  ["1.", "character 1", "a number that is not one"],
  ["1e", "character 1", "a number that is not one"],
  ["5a", "character 1", "a number that is not one"],
  ["9223372036854775808", "character 1", "a number that is too large"],
  ["1e999", "character 1", "a number that is too large"],
  ["a # b", "character 3", "a character that begins nothing"],
  ["é", "character 1", "a character that begins nothing"],
  ["a\0b", "character 2", "a NUL character"],
])("%j is refused where it goes wrong", (text, where, problem) => {
  expect(shown(text)).toEqual([where, problem]);
});

test("the largest numbers of HTCondor are numbers", () => {
  expect(tokenize("9223372036854775807 < -9223372036854775808").ok).toBe(true);
});

test("a text that is too long is refused before it is read", () => {
  expect(shown("a".repeat(65_537))).toEqual(["", "65537 characters"]);
});
