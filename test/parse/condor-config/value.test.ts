import { describe, expect, test } from "vitest";
import { knobFault } from "../../../src/parse/condor-config/knob.ts";
import { type ConfigValue, configValueText } from "../../../src/parse/condor-config/value.ts";
import { describeRefusal } from "../../../src/parse/refusal.ts";

const outcome = (value: ConfigValue): string => {
  const result = configValueText(value);
  return result.ok ? result.value : `refused: ${describeRefusal(result.error)}`;
};
const text = (value: string): string => outcome({ kind: "text", text: value });

describe("a text", () => {
  test.each([
    ["", ""],
    ["plain", "plain"],
    ['a # "b" \\ = : @=end', 'a # "b" \\ = : @=end'],
    ["$", "$"],
    ["cost: 5$ (five)", "cost: 5$ (five)"],
    ["$(HOME)", "$(DOLLAR)(HOME)"],
    ["$ENV(HOME)", "$(DOLLAR)ENV(HOME)"],
    ["$$(Arch)", "$$(Arch)"],
    ["$$$(Arch)", "$$$(DOLLAR)(Arch)"],
    ["a$b$(c)$d(e)", "a$b$(DOLLAR)(c)$(DOLLAR)d(e)"],
    ["$(A$(B))", "$(DOLLAR)(A$(DOLLAR)(B))"],
  ])("%j is kept from being expanded", (value, written) => {
    expect(text(value)).toBe(written);
  });

  test.each([
    [" a", "blanks at an end"],
    ["a\t", "blanks at an end"],
    ["a\\", "a backslash at the end"],
    ["a\nb", "character 2: a line break"],
    ["a\0b", "character 2: a NUL"],
    ["a\u{FFFD}", "character 2: bytes that are not UTF-8"],
    ["a\u{DC00}", "character 2: half of a surrogate pair"],
    ["$(DOLLAR)", "HTCondor cannot give back"],
    ["$(A:$(B))", "HTCondor cannot give back"],
    ["$STRING($(B))", "HTCondor cannot give back"],
    ["$(".repeat(101), "101 times $( in one value"],
    ["x".repeat(65_537), "65537 characters"],
  ])("%j is refused by name", (value, problem) => {
    expect(text(value)).toMatch(/^refused: /u);
    expect(text(value)).toContain(problem);
  });
});

describe("a macro", () => {
  test.each([
    "$(LOCAL_DIR)/log",
    "$RANDOM_INTEGER(240,300)",
    "$(A:$(B))",
    "plain",
    "$ENV(HOME)",
    "$Fp(A)",
    "$(DOLLAR)",
  ])("%s is left to HTCondor", (value) => {
    expect(outcome({ kind: "macro", text: value })).toBe(value);
  });

  test.each(["$", "5$", "$(A", "$$(A)", "$NOSUCH(A)", "$(a b)", "$(A) $", "$Fz(A)", "$RANDOM_INTEGER(1"])(
    "%s is refused, because it would be text",
    (value) => {
      expect(outcome({ kind: "macro", text: value })).toMatch(/a dollar that begins no macro/u);
    },
  );

  test("is one line too", () => {
    expect(outcome({ kind: "macro", text: "$(A)\nB = 1" })).toMatch(/a line break/u);
  });
});

describe("an expression", () => {
  const expression = (value: string, macros?: readonly string[]): string =>
    outcome({ kind: "expression", text: value, ...(macros === undefined ? {} : { macros }) });

  test("is checked, and put on one line", () => {
    expect(expression("a &&\n b")).toBe("a && b");
    expect(expression("a &&")).toMatch(/^refused: character 5: the end stands where it cannot/u);
  });

  test("may name the knobs that it was given, outside of strings", () => {
    expect(expression("$(ACCEPT) && x", ["Accept"])).toBe("$(ACCEPT) && x");
    expect(expression('$(A) && s == "$(A)" && $(B)', ["A", "B"])).toBe('$(A) && s == "$(DOLLAR)(A)" && $(B)');
    expect(expression("$(OTHER) && x", ["ACCEPT"])).toMatch(/character 1: a character that begins nothing/u);
    expect(expression("$(ACCEPT) && x")).toMatch(/^refused/u);
  });

  test("keeps dollars in strings", () => {
    expect(expression('regexp("^a$", Name) && "$(X)" != y')).toBe('regexp("^a$", Name) && "$(DOLLAR)(X)" != y');
  });

  test("holds no line break in a string, and none of our own words", () => {
    expect(expression('x == "a\nb"')).toMatch(/a line break/u);
    expect(expression("glidein_knob_0_ && $(A)", ["A"])).toMatch(/the word glidein_knob_/u);
  });
});

test("literals are those of ClassAds", () => {
  expect(outcome({ kind: "string-literal", text: 'a"$(b)\\' })).toBe('"a\\"$(DOLLAR)(b)\\"');
  expect(outcome({ kind: "string-literal", text: " a " })).toBe('" a "');
  expect(outcome({ kind: "string-literal", text: "a\nb" })).toMatch(/a line break/u);
  expect(outcome({ kind: "integer", value: 5 })).toBe("5");
  expect(outcome({ kind: "real", value: 5 })).toBe("5.0");
  expect(outcome({ kind: "integer", value: 5.5 })).toMatch(/not exact/u);
  expect(outcome({ kind: "boolean", value: true })).toBe("True");
});

test("the name of a knob is a name, and no word of the language", () => {
  expect(["START", "MASTER.DAEMON_SHUTDOWN", "SLOT_TYPE_1.X", "_A"].map(knobFault)).toEqual([null, null, null, null]);
  const bad = [
    "",
    "a b",
    "A=",
    "A:",
    "1A",
    ".A",
    "A.",
    "A..B",
    "A/B",
    "é",
    "A\n",
    "If",
    "endif",
    "USE",
    "include",
    "Error",
    "dollar",
    "A".repeat(257),
  ];
  expect(bad.filter((name) => knobFault(name) === null)).toEqual([]);
});
