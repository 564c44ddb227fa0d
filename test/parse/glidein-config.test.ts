import { expect, test } from "vitest";
import { glideinConfigLine, readGlideinConfig } from "../../src/parse/glidein-config.ts";

test("an entry is a name, one blank and the value", () => {
  expect(glideinConfigLine("GLIDEIN_Site", " a  'b' \\ #\t")).toEqual({
    ok: true,
    value: "GLIDEIN_Site  a  'b' \\ #\t\n",
  });
  expect(glideinConfigLine("X", "")).toEqual({ ok: true, value: "X \n" });
});

test.each([
  ["X", "a\nGLIDEIN_Collector evil", "a line break, which would begin another entry"],
  ["X", "\0", "a NUL character"],
  ["", "a", "not a name"],
  ["a*b", "a", "not a name"],
  ["#X", "a", "not a name"],
  ["a*b", "a", "not a name"],
  ["X\n", "a", "not a name"],
])("%j with %j is refused", (name, value, problem) => {
  expect(glideinConfigLine(name, value)).toMatchObject({ ok: false, error: { problem } });
});

test("the last value of a name counts, with everything that is in it", () => {
  const read = readGlideinConfig(
    "# a comment\nX first\nY  two  blanks \n\nX last = # not a comment\nEmpty \nNone\n +odd 1\n",
  );
  expect(read.ok ? Object.fromEntries(read.value) : {}).toEqual({
    X: { value: "last = # not a comment", line: 5 },
    Y: { value: " two  blanks ", line: 3 },
    Empty: { value: "", line: 6 },
  });
});

test("a file that is too long is refused", () => {
  expect(readGlideinConfig("a".repeat(4_194_305))).toMatchObject({ ok: false });
});
