import { describe, expect, it } from "vitest";
import type { SettingType } from "../../src/model/settings/row.ts";
import { expectation, parseDuration, parseMebibytes, parseSettingValue } from "../../src/parse/setting-value.ts";

const read = (type: SettingType, text: string) => {
  const parsed = parseSettingValue(type, text);
  return parsed.ok ? parsed.value : null;
};

describe("parseSettingValue", () => {
  it.each<[SettingType, string, unknown]>([
    [{ kind: "string" }, " as it is ", " as it is "],
    [{ kind: "string" }, "", ""],
    [{ kind: "string", pattern: /^a+$/u }, "aa", "aa"],
    [{ kind: "string", pattern: /^a+$/u }, "b", null],
    [{ kind: "path" }, "./x y", "./x y"],
    [{ kind: "path" }, "", null],
    [{ kind: "boolean" }, "True", true],
    [{ kind: "boolean" }, "off", false],
    [{ kind: "boolean" }, "2", null],
    [{ kind: "integer" }, " -7 ", -7],
    [{ kind: "integer" }, "1e3", null],
    [{ kind: "integer" }, "9999999999999999", null],
    [{ kind: "integer", min: 0, max: 9 }, "10", null],
    [{ kind: "integer", min: 0 }, "-1", null],
    [{ kind: "number" }, "1.5", 1.5],
    [{ kind: "number" }, ".5", null],
    [{ kind: "seconds", max: 86_400 }, "1d", 86_400],
    [{ kind: "seconds", max: 86_400 }, "2d", null],
    [{ kind: "mebibytes" }, "2GB", 2048],
    [{ kind: "list" }, " a, b ,c ", ["a", "b", "c"]],
    [{ kind: "list" }, "", []],
    [{ kind: "choice", choices: ["Yes", "No"] }, "yes", "Yes"],
    [{ kind: "choice", choices: ["Yes", "No"] }, "maybe", null],
  ])("reads %j from %j", (type, text, value) => expect(read(type, text)).toEqual(value));

  it.each<SettingType>([{ kind: "string" }, { kind: "path" }, { kind: "list" }])(
    "refuses control characters in %j, which would travel into files and ads",
    (type) => {
      for (const text of ["a\nb", "a\0", "\u{1b}[2J", "\u{85}"]) {
        const parsed = parseSettingValue(type, text);
        expect(parsed.ok ? "" : parsed.error.expected).toContain("without control characters");
      }
    },
  );
});

describe("parseDuration", () => {
  it.each([
    ["90", 90],
    ["15m", 900],
    ["4h", 14_400],
    ["2d", 172_800],
    ["30s", 30],
    ["1:30:00", 5400],
    ["100:00:00", 360_000],
    ["1-02:03:04", 93_784],
    ["", null],
    ["1w", null],
    ["-1", null],
    ["1.5h", null],
    ["1:60:00", null],
    ["1:00", null],
    ["4 h", null],
  ])("reads %j as %j", (text, value) => expect(parseDuration(text)).toBe(value));
});

describe("parseMebibytes", () => {
  it.each([
    ["1024", 1024],
    ["2G", 2048],
    ["1.5 GB", 1536],
    ["1t", 1_048_576],
    ["2048K", 2],
    ["100kb", 0],
    ["", null],
    ["G", null],
    ["1P", null],
    ["-1", null],
    ["1e3", null],
  ])("reads %j as %j", (text, value) => expect(parseMebibytes(text)).toBe(value));
});

describe("expectation", () => {
  it.each<[SettingType, string]>([
    [{ kind: "string", expected: "letters" }, "letters"],
    [{ kind: "integer", min: 1, max: 9 }, "a whole number from 1 to 9"],
    [{ kind: "integer", min: 1 }, "a whole number of at least 1"],
    [{ kind: "number", max: 9 }, "a number of at most 9"],
    [{ kind: "choice", choices: ["a", "b"] }, "one of a, b"],
    [{ kind: "boolean" }, "true or false"],
  ])("says what %j takes", (type, said) => expect(expectation(type)).toBe(said));
});
