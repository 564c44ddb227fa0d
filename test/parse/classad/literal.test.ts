import { expect, test } from "vitest";
import { isAttributeName } from "../../../src/parse/classad/attribute-name.ts";
import { type ClassAdValue, classAdLiteral, readValue, stringOperand } from "../../../src/parse/classad/literal.ts";

const values: readonly (readonly [ClassAdValue, string])[] = [
  [{ kind: "integer", value: 8 }, "8"],
  [{ kind: "integer", value: -5 }, "-5"],
  [{ kind: "real", value: 8 }, "8.0"],
  [{ kind: "real", value: -0 }, "-0.0"],
  [{ kind: "real", value: 1e21 }, "1e+21"],
  [{ kind: "real", value: 5e-324 }, "5e-324"],
  [{ kind: "boolean", value: true }, "True"],
  [{ kind: "boolean", value: false }, "False"],
  [{ kind: "undefined" }, "Undefined"],
  [{ kind: "error" }, "Error"],
  [{ kind: "string", value: 'a "b" \\ $(x) #\t' }, '"a \\"b\\" \\ $(x) #\t"'],
  [{ kind: "string", value: "C:\\" }, '"C:\\"'],
  [{ kind: "string", value: "" }, '""'],
];

test.each(values)("%j is written as %s and read back", (value, text) => {
  expect(classAdLiteral(value)).toEqual({ ok: true, value: text });
  expect(readValue(text)).toEqual({ ok: true, value });
});

test("minus zero is the integer zero", () => {
  expect(classAdLiteral({ kind: "integer", value: -0 })).toEqual({ ok: true, value: "0" });
});

test.each([
  [{ kind: "integer", value: 0.5 }, "a number that is not exact"],
  [{ kind: "integer", value: 2 ** 53 }, "a number that is not exact"],
  [{ kind: "real", value: Number.NaN }, "not a number"],
  [{ kind: "real", value: Number.POSITIVE_INFINITY }, "not a number"],
  [{ kind: "string", value: "a\nb" }, "a line break, which ends an attribute"],
  [{ kind: "string", value: "a\0" }, "a NUL character"],
  [{ kind: "string", value: "\u{FFFD}" }, "bytes that are not UTF-8"],
  [{ kind: "string", value: "\u{D800}" }, "half of a surrogate pair"],
] as const)("%j is refused", (value, problem) => {
  expect(classAdLiteral(value)).toMatchObject({ ok: false, error: { problem } });
});

test("a string beside other text does not end in a backslash", () => {
  expect(stringOperand("a\\")).toMatchObject({ ok: false, error: { where: "character 2" } });
  expect(stringOperand("a")).toEqual({ ok: true, value: '"a"' });
});

test("what is not a literal is an expression, or nothing", () => {
  expect(readValue(" 2 * 3 ")).toEqual({ ok: true, value: { kind: "expression", text: "2 * 3" } });
  expect(readValue("9223372036854775807")).toEqual({
    ok: true,
    value: { kind: "expression", text: "9223372036854775807" },
  });
  expect(readValue("name")).toEqual({ ok: true, value: { kind: "expression", text: "name" } });
  expect(readValue("2 *")).toMatchObject({ ok: false });
  expect(readValue('"')).toMatchObject({ ok: false });
});

test("words of the language and other signs are no names of attributes", () => {
  expect(["GLIDEIN_Site", "_x", "A1"].map(isAttributeName)).toEqual([true, true, true]);
  expect(
    ["", "1a", "a-b", "a.b", "é", "True", "isnt", "MY", "Target", "a".repeat(257)].map(isAttributeName),
  ).not.toContain(true);
});
