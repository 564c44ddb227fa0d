import { expect, test } from "vitest";
import { describeRefusal } from "../../src/parse/refusal.ts";
import { longestText, textFault, textFaultOrSize } from "../../src/parse/text-fault.ts";

test.each([
  ["a\0", "character 2: a NUL character; expected text without NUL"],
  ["ab\u{FFFD}", "character 3: bytes that are not UTF-8; expected text in UTF-8"],
  ["\uDC00", "character 1: half of a surrogate pair; expected text that UTF-8 can hold"],
])("%j is told by the first thing that is wrong", (text, problem) => {
  const fault = textFault(text);
  expect(fault === null ? "" : describeRefusal(fault)).toBe(problem);
});

test("text is nothing but text", () => {
  expect(textFault("é 😀 \u{1B} \n")).toBeNull();
  expect(textFaultOrSize("x".repeat(longestText))).toBeNull();
});

test("a text that is too long is told by its size, without a place", () => {
  const fault = textFaultOrSize("x".repeat(longestText + 1));
  expect(fault === null ? "" : describeRefusal(fault)).toBe("65537 characters; expected at most 65536 characters");
});
