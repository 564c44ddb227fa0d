import { describe, expect, it } from "vitest";
import { parseSettingsFile } from "../../src/parse/settings-file.ts";

const read = (text: string) => {
  const parsed = parseSettingsFile(text);
  return parsed.ok ? parsed.value : parsed.error;
};

describe("parseSettingsFile", () => {
  it("reads words, numbers, truth values and lists as the text that somebody meant, with their lines", () => {
    const text = '# site\nA = "x"\n\n  B = 1_000\n"C" = true\nD = ["a", 2,\n "c"]\nE = 1.5\n';
    expect(read(text)).toEqual([
      { name: "A", text: "x", line: 2 },
      { name: "B", text: "1000", line: 4 },
      { name: "C", text: "true", line: 5 },
      { name: "D", text: "a,2,c", line: 6 },
      { name: "E", text: "1.5", line: 8 },
    ]);
    expect(read("")).toEqual([]);
  });

  it("names the line of what is not TOML", () => {
    expect(read('A = 1\nB = "x\n')).toMatchObject([{ line: 2, problem: expect.stringMatching(/^is not TOML: /u) }]);
    expect(read("A = 1\nA = 2\n")).toMatchObject([{ line: 2 }]);
    expect(read("\0")).toHaveLength(1);
  });

  it("names every value that is none of a setting", () => {
    expect(read("A = 1\nB = { x = 1 }\n[C]\nx = 1\n[[D]]\nE = 1\n")).toEqual(
      [
        ["B", 2],
        ["C", 3],
        ["D", 5],
      ].map(([name, line]) => ({
        line,
        problem: `${name} is neither a word, a number, a truth value nor a list of words`,
      })),
    );
    expect(read("A = [[1]]\nB = [{}]\nC = 2026-01-01\n")).toHaveLength(3);
  });
});
