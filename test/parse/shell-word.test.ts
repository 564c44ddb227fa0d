import { describe, expect, test } from "vitest";
import { readShellWord, shellWord } from "../../src/parse/shell-word.ts";

test.each([
  ["", "''"],
  ["plain", "'plain'"],
  ["it's", "'it'\\''s'"],
  ['$(id) `id` \\ "\n!', "'$(id) `id` \\ \"\n!'"],
])("%j is written as %j", (text, word) => {
  expect(shellWord(text)).toEqual({ ok: true, value: word });
});

test("what no word can hold is refused", () => {
  expect(shellWord("a\0")).toMatchObject({ ok: false });
});

describe("a word", () => {
  test.each([
    ["plain-1/2.x,y:z@+_", "plain-1/2.x,y:z@+_"],
    ["'a b'\"c d\"e\\ f", "a bc de f"],
    ['"\\$ \\` \\" \\\\ \\n"', '$ ` " \\ \\n'],
    ['"a\\\nb"\\\nc', "abc"],
    ["''", ""],
    ['"it\'s"', "it's"],
  ])("%j is %j", (word, text) => {
    expect(readShellWord(word)).toEqual({ ok: true, value: text });
  });

  test.each([
    ["", "no word"],
    ["a b", "a character with a meaning to the shell"],
    ["$HOME", "a character with a meaning to the shell"],
    ["a;b", "a character with a meaning to the shell"],
    ["*", "a character with a meaning to the shell"],
    ["~", "a character with a meaning to the shell"],
    ["a\n", "a character with a meaning to the shell"],
    ["a\\", "a character with a meaning to the shell"],
    ['"$HOME"', "an expansion"],
    ['"`id`"', "an expansion"],
    ["'a", "a quote that is not closed"],
    ['"a\\"', "a quote that is not closed"],
  ])("%j is refused", (word, problem) => {
    expect(readShellWord(word)).toMatchObject({ ok: false, error: { problem } });
  });
});
